#include "thalweg/tools/thalweg/layered_layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace thalweg::command {
namespace {

std::vector<BoxSize> Boxes(int count) {
  return std::vector<BoxSize>(count, {.width = 80, .height = 30});
}

double Bottom(const Layout& layout, const std::vector<BoxSize>& boxes, int i) {
  return layout.corners[i].y + boxes[i].height;
}

void ExpectNoOverlap(const Layout& layout, const std::vector<BoxSize>& boxes) {
  for (size_t a = 0; a < boxes.size(); ++a) {
    const Point& p = layout.corners[a];
    EXPECT_GE(p.x, 0);
    EXPECT_GE(p.y, 0);
    EXPECT_LE(p.x + boxes[a].width, layout.width);
    EXPECT_LE(p.y + boxes[a].height, layout.height);
    for (size_t b = 0; b < a; ++b) {
      const Point& q = layout.corners[b];
      EXPECT_TRUE(p.x >= q.x + boxes[b].width || q.x >= p.x + boxes[a].width ||
                  p.y >= q.y + boxes[b].height || q.y >= p.y + boxes[a].height)
          << a << " lies on " << b;
    }
  }
}

// Each way begins at the lower side of a box and ends at the upper side of
// another.
void ExpectRoutesMeetBoxes(const Layout& layout,
                           const std::vector<BoxSize>& boxes,
                           const std::vector<BoxEdge>& edges) {
  ASSERT_EQ(layout.routes.size(), edges.size());
  for (size_t i = 0; i < edges.size(); ++i) {
    const auto& route = layout.routes[i];
    ASSERT_GE(route.size(), 2);
    const bool up = edges[i].from > edges[i].to;
    const Point& start = up ? route.back() : route.front();
    const Point& end = up ? route.front() : route.back();
    const int upper = std::min(edges[i].from, edges[i].to);
    const int lower = std::max(edges[i].from, edges[i].to);
    EXPECT_NEAR(start.y, Bottom(layout, boxes, upper), 1e-6);
    EXPECT_NEAR(end.y, layout.corners[lower].y, 1e-6);
    EXPECT_GE(start.x, layout.corners[upper].x);
    EXPECT_LE(start.x, layout.corners[upper].x + boxes[upper].width);
    EXPECT_GE(end.x, layout.corners[lower].x);
    EXPECT_LE(end.x, layout.corners[lower].x + boxes[lower].width);
  }
}

TEST(LayOutTest, NothingTakesNoRoom) {
  const Layout layout = LayOut({}, {});
  EXPECT_TRUE(layout.corners.empty());
  EXPECT_EQ(layout.width, 0);
}

TEST(LayOutTest, AChainRunsStraightDown) {
  const auto boxes = Boxes(4);
  const std::vector<BoxEdge> edges = {{0, 1}, {1, 2}, {2, 3}};
  const Layout layout = LayOut(boxes, edges);
  for (int i = 1; i < 4; ++i) {
    EXPECT_NEAR(layout.corners[i].x, layout.corners[0].x, 1e-6);
    EXPECT_GT(layout.corners[i].y, Bottom(layout, boxes, i - 1));
  }
  ExpectRoutesMeetBoxes(layout, boxes, edges);
}

TEST(LayOutTest, BranchesStandBesideEachOther) {
  const auto boxes = Boxes(4);
  const std::vector<BoxEdge> edges = {{0, 1}, {0, 2}, {1, 3}, {2, 3}};
  const Layout layout = LayOut(boxes, edges);
  EXPECT_EQ(layout.corners[1].y, layout.corners[2].y);
  EXPECT_NEAR(layout.corners[0].x, layout.corners[3].x, 1e-6);
  ExpectNoOverlap(layout, boxes);
}

TEST(LayOutTest, ALongEdgePassesBesideTheBoxes) {
  const auto boxes = Boxes(5);
  const std::vector<BoxEdge> edges = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {0, 4}};
  const Layout layout = LayOut(boxes, edges);
  for (const Point& point : layout.routes[4]) {
    for (int i = 1; i < 4; ++i) {
      const Point& box = layout.corners[i];
      EXPECT_FALSE(point.x > box.x && point.x < box.x + 80 && point.y > box.y &&
                   point.y < box.y + 30);
    }
  }
}

TEST(LayOutTest, TwoLaddersDoNotCross) {
  // 0 and 1 each lead to one of two boxes, given in the other order.
  const auto boxes = Boxes(5);
  const std::vector<BoxEdge> edges = {{0, 1}, {0, 2}, {1, 4}, {2, 3}};
  const Layout layout = LayOut(boxes, edges);
  EXPECT_EQ(layout.corners[1].x < layout.corners[2].x,
            layout.corners[4].x < layout.corners[3].x);
}

TEST(LayOutTest, AnEdgeBackPointsUp) {
  const auto boxes = Boxes(2);
  const std::vector<BoxEdge> edges = {{0, 1}, {1, 0}};
  const Layout layout = LayOut(boxes, edges);
  EXPECT_LT(layout.routes[0].front().y, layout.routes[0].back().y);
  EXPECT_GT(layout.routes[1].front().y, layout.routes[1].back().y);
  ExpectRoutesMeetBoxes(layout, boxes, edges);
}

TEST(LayOutTest, ALongChainGoesOnInFurtherColumns) {
  const int n = 100;
  const auto boxes = Boxes(n);
  std::vector<BoxEdge> edges;
  for (int i = 1; i < n; ++i) edges.push_back({i - 1, i});
  const Layout layout = LayOut(boxes, edges);
  EXPECT_LT(layout.height, 3 * layout.width);
  EXPECT_LT(layout.width, 3 * layout.height);
  ExpectNoOverlap(layout, boxes);
  ExpectRoutesMeetBoxes(layout, boxes, edges);
}

TEST(LayOutTest, PartsWithoutAnEdgeBetweenThemShareThePicture) {
  const auto boxes = Boxes(60);
  const Layout layout = LayOut(boxes, {});
  EXPECT_LT(layout.height, 2 * layout.width);
  EXPECT_LT(layout.width, 4 * layout.height);
  ExpectNoOverlap(layout, boxes);
}

TEST(LayOutTest, RandomGraphsAreDrawnWithoutOverlap) {
  for (int seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    const int n = 2 + static_cast<int>(random() % 60);
    std::vector<BoxSize> boxes;
    boxes.reserve(n);
    for (int i = 0; i < n; ++i) {
      boxes.push_back(
          {.width = 40.0 + random() % 120, .height = 20.0 + random() % 60});
    }
    std::vector<BoxEdge> edges;
    for (int i = static_cast<int>(random() % 4) * n; i > 0; --i) {
      const int a = static_cast<int>(random() % n);
      const int b = static_cast<int>(random() % n);
      if (a != b) edges.push_back({a, b});
    }
    const Layout layout = LayOut(boxes, edges);
    ExpectNoOverlap(layout, boxes);
    ExpectRoutesMeetBoxes(layout, boxes, edges);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace thalweg::command
