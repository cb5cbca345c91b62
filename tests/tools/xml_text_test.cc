#include "thalweg/tools/support/xml_text.h"

#include <gtest/gtest.h>

#include "thalweg/tests/tools/xml_check.h"

namespace thalweg {
namespace {

TEST(EscapeXmlTest, MarkupBecomesEntities) {
  EXPECT_EQ(EscapeXml("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
}

TEST(EscapeXmlTest, CharactersBeyondAsciiStay) {
  EXPECT_EQ(EscapeXml("Gradient \u03b4 \u2264 \U0001F600"),
            "Gradient \u03b4 \u2264 \U0001F600");
}

TEST(EscapeXmlTest, WhatXmlDoesNotKnowIsReplaced) {
  EXPECT_EQ(EscapeXml(std::string("a\0b\x01", 4)), "a?b?");
  EXPECT_EQ(EscapeXml("\x80"), "?");                 // Continues nothing.
  EXPECT_EQ(EscapeXml("\xe2\x82"), "??");            // Cut off.
  EXPECT_EQ(EscapeXml("\xc0\xaf"), "??");            // Longer than need be.
  EXPECT_EQ(EscapeXml("\xed\xa0\x80"), "???");       // A surrogate.
  EXPECT_EQ(EscapeXml("\xf4\x90\x80\x80"), "????");  // Beyond Unicode.
}

TEST(XmlCheckTest, TellsGoodFromBad) {
  EXPECT_TRUE(IsWellFormedXml("<a b=\"c\"><d/>text &amp; more</a>"));
  for (const char* bad :
       {"<a>", "<a></b>", "</a>", "<a b=c/>", "<a b=\"1\" b=\"2\"/>",
        "<a>&</a>", "<a>\x01</a>", "<a b=\"<\"/>", "<a", "a > b"}) {
    EXPECT_FALSE(IsWellFormedXml(bad)) << bad;
  }
}

}  // namespace
}  // namespace thalweg
