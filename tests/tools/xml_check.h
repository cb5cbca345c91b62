// IsWellFormedXml: whether an XML parser would take a text.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace thalweg {

// Elements nest, attributes are quoted and named once, text and attributes hold
// no character that must be escaped or that XML does not know.
testing::AssertionResult IsWellFormedXml(const std::string& text);

}  // namespace thalweg
