#include "thalweg/tools/thalweg/layered_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/algorithm/container.h"
#include "thalweg/tools/thalweg/layered_component.h"

namespace thalweg::command {
namespace {

// By box: the number of the part of the picture that hangs together.
std::vector<int> Components(size_t boxes, absl::Span<const BoxEdge> edges) {
  std::vector<int> root(boxes);
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](int box) {
    while (root[box] != box) box = root[box] = root[root[box]];
    return box;
  };
  for (const BoxEdge& edge : edges) {
    const int a = find(edge.from), b = find(edge.to);
    root[std::max(a, b)] = std::min(a, b);
  }
  std::vector<int> component(boxes);
  int components = 0;
  for (size_t box = 0; box < boxes; ++box) {
    const int first = find(static_cast<int>(box));
    component[box] =
        first == static_cast<int>(box) ? components++ : component[first];
  }
  return component;
}

struct Component {
  std::vector<BoxSize> boxes = {};
  std::vector<BoxEdge> edges = {};
  std::vector<int> box_of = {};  // By box of the component: of the picture.
  std::vector<int> edge_of = {};
  Layout layout = {};
};

// Where components stand: in shelves, one below the other.
std::vector<Point> Pack(const std::vector<Component>& components,
                        Layout& layout) {
  double area = 0, width = 0;
  for (const Component& each : components) {
    area += each.layout.width * each.layout.height;
    width = std::max(width, each.layout.width);
  }
  width = std::max(width, std::sqrt(area * kAspect));
  std::vector<Point> corners;
  double x = 0, y = 0, shelf = 0;
  for (const Component& each : components) {
    if (x > 0 && x + each.layout.width > width) {
      x = 0;
      y += shelf;
      shelf = 0;
    }
    corners.push_back({x, y});
    x += each.layout.width;
    shelf = std::max(shelf, each.layout.height);
    layout.width = std::max(layout.width, x);
  }
  layout.height = y + shelf;
  return corners;
}

}  // namespace

Layout LayOut(absl::Span<const BoxSize> boxes,
              absl::Span<const BoxEdge> edges) {
  const std::vector<int> component_of = Components(boxes.size(), edges);
  std::vector<Component> components;
  std::vector<int> index(boxes.size());
  for (size_t box = 0; box < boxes.size(); ++box) {
    const size_t number = component_of[box];
    if (number == components.size()) components.emplace_back();
    Component& component = components[number];
    index[box] = static_cast<int>(component.boxes.size());
    component.boxes.push_back(boxes[box]);
    component.box_of.push_back(static_cast<int>(box));
  }
  for (size_t i = 0; i < edges.size(); ++i) {
    Component& component = components[component_of[edges[i].from]];
    component.edges.push_back({index[edges[i].from], index[edges[i].to]});
    component.edge_of.push_back(static_cast<int>(i));
  }
  for (Component& each : components) {
    each.layout = LayOutComponent(each.boxes, each.edges);
  }
  // The largest is what the picture is about.
  absl::c_stable_sort(components, [](const Component& a, const Component& b) {
    return a.layout.height > b.layout.height;
  });
  Layout layout;
  layout.corners.resize(boxes.size());
  layout.routes.resize(edges.size());
  const std::vector<Point> corners = Pack(components, layout);
  for (size_t c = 0; c < components.size(); ++c) {
    const auto shifted = [&](Point point) {
      return Point{point.x + corners[c].x, point.y + corners[c].y};
    };
    Component& from = components[c];
    for (size_t i = 0; i < from.boxes.size(); ++i) {
      layout.corners[from.box_of[i]] = shifted(from.layout.corners[i]);
    }
    for (size_t i = 0; i < from.edges.size(); ++i) {
      for (const Point& point : from.layout.routes[i]) {
        layout.routes[from.edge_of[i]].push_back(shifted(point));
      }
    }
  }
  return layout;
}

}  // namespace thalweg::command
