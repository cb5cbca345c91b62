#pragma once

// Marks what libthalweg.so exports. Everything is compiled hidden, so a class
// or function of the public headers that a user links against carries it.
#define THALWEG_API __attribute__((visibility("default")))
