#include "thalweg/graph/io/npy.h"

#include <gtest/gtest.h>

#include <complex>

#include "absl/strings/str_cat.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/temp_folder.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using absl::StatusCode;
using testing::Not;
using std::string_literals::operator""s;

// The bytes of a file of this header, padded as numpy pads, and elements.
std::string File(absl::string_view header, absl::string_view elements,
                 int version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += {static_cast<char>(version), 0};
  const size_t length = header.size() + 1;
  bytes += {static_cast<char>(length & 0xff), static_cast<char>(length >> 8)};
  if (version > 1) bytes += std::string(2, '\0');
  return absl::StrCat(bytes, header, "\n", elements);
}

std::string Header(absl::string_view descr, absl::string_view shape,
                   absl::string_view order = "False") {
  return absl::StrCat("{'descr': '", descr, "', 'fortran_order': ", order,
                      ", 'shape': ", shape, ", }");
}

// Written by numpy 2.4: np.save(file, array).
std::string Numpy(absl::string_view header, size_t padded,
                  absl::string_view elements) {
  std::string text(header);
  text.resize(padded - 10 - 1, ' ');
  return File(text, elements);
}

TEST(NpyTest, WritesNumpysBytes) {
  EXPECT_EQ(NpyBytes(Tensor::Of<float>({2, 3}, {1, 2, 3, 4, 5, 6})).value(),
            Numpy(Header("<f4", "(2, 3)"), 128,
                  "\x00\x00\x80?\x00\x00\x00@\x00\x00@@\x00\x00\x80@"
                  "\x00\x00\xa0@\x00\x00\xc0@"s));
  EXPECT_EQ(NpyBytes(Tensor::Scalar<int64_t>(7)).value(),
            Numpy(Header("<i8", "()"), 128, "\x07\0\0\0\0\0\0\0"s));
  EXPECT_EQ(NpyBytes(Tensor::Of<int16_t>({2}, {1, -2})).value(),
            Numpy(Header("<i2", "(2,)"), 128, "\x01\0\xfe\xff"s));
  EXPECT_EQ(NpyBytes(Tensor::Of<std::string>({2}, {"ab", "c"})).value(),
            Numpy(Header("|S2", "(2,)"), 128, "abc\0"s));
  EXPECT_EQ(NpyBytes(Tensor::Of<bool>({2}, {true, false})).value(),
            Numpy(Header("|b1", "(2,)"), 128, "\x01\0"s));
  EXPECT_EQ(NpyBytes(Tensor::Zeros(kDouble, {0, 3}).value()).value(),
            Numpy(Header("<f8", "(0, 3)"), 128, ""));
}

TEST(NpyTest, ReadsBackEveryDTypeOfNumpy) {
  for (DType dtype :
       {kHalf, kFloat, kDouble, kInt8, kInt16, kInt32, kInt64, kUint8, kUint16,
        kUint32, kUint64, kBool, kComplex64, kComplex128}) {
    for (const Shape& shape :
         {Shape({2, 3}), Shape(), Shape({5}), Shape({0, 4})}) {
      const Tensor tensor = Uniform(dtype, shape, 0, 100);
      ASSERT_OK_AND_ASSIGN(const std::string bytes, NpyBytes(tensor));
      ExpectEqual(ParseNpy(bytes), tensor);
    }
  }
}

TEST(NpyTest, ReadsBackStrings) {
  const Tensor tensor =
      Tensor::Of<std::string>({2, 2}, {"", "a\0b"s, "longer", "\xff"});
  ExpectEqual(ParseNpy(NpyBytes(tensor).value()), tensor);
}

TEST(NpyTest, LosesNulsAtTheEndOfStringsAsNumpyDoes) {
  const Tensor tensor = Tensor::Of<std::string>({1}, {"a\0"s});
  ExpectEqual(ParseNpy(NpyBytes(tensor).value()),
              Tensor::Of<std::string>({1}, {"a"}));
}

TEST(NpyTest, ReadsManyStrings) {
  std::vector<std::string> values;
  for (int i = 0; i < 30'000; ++i) values.push_back(absl::StrCat("s", i));
  const Tensor tensor = Tensor::Vector<std::string>(values);
  ExpectEqual(ParseNpy(NpyBytes(tensor).value()), tensor);
}

TEST(NpyTest, ReadsUnicodeAsUtf8) {
  const std::string numpy = Numpy(
      Header("<U4", "(2,)"), 128,
      "a\0\0\0\xe9\0\0\0\xac \0\0\0\xf6\x01\0b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s);
  const Tensor expected = Tensor::Of<std::string>(
      {2}, {"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "b"});
  ExpectEqual(ParseNpy(numpy), expected);
  ExpectEqual(ParseNpy(File(Header(">U1", "(1,)"), "\0\0\x20\xac"s)),
              Tensor::Of<std::string>({1}, {"\xe2\x82\xac"}));
}

TEST(NpyTest, RefusesWhatIsNoUnicode) {
  for (const std::string& character : {"\0\0\x11\0"s, "\0\xd8\0\0"s}) {
    EXPECT_THAT(ParseNpy(File(Header("<U1", "(1,)"), character)),
                StatusIs(StatusCode::kInvalidArgument, "Unicode"));
  }
}

TEST(NpyTest, ReadsFortranOrderAndBigEndian) {
  const std::string numpy =
      Numpy(Header(">i4", "(2, 3)", "True"), 128,
            "\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x04\0\0\0\x02\0\0\0\x05"s);
  ExpectEqual(ParseNpy(numpy), Tensor::Of<int32_t>({2, 3}, {0, 1, 2, 3, 4, 5}));
  ExpectEqual(ParseNpy(File(Header(">c8", "(1,)"), "?\x80\0\0@\0\0\0"s)),
              Tensor::Of<std::complex<float>>({1}, {{1, 2}}));
  ExpectEqual(ParseNpy(File(Header("|S1", "(2, 2)", "True"), "abcd")),
              Tensor::Of<std::string>({2, 2}, {"a", "c", "b", "d"}));
  // Three dimensions: element (i, j, k) lies at i + 2 j + 6 k.
  std::string elements;
  for (char i = 0; i < 12; ++i) elements += i;
  ExpectEqual(
      ParseNpy(File(Header("|i1", "(2, 3, 2)", "True"), elements)),
      Tensor::Of<int8_t>({2, 3, 2}, {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}));
}

TEST(NpyTest, ReadsAllFormatVersionsAndSpellings) {
  const Tensor expected = Tensor::Of<uint8_t>({2}, {1, 2});
  for (int version : {1, 2, 3}) {
    ExpectEqual(ParseNpy(File(Header("|u1", "(2,)"), "\1\2", version)),
                expected);
  }
  ExpectEqual(
      ParseNpy(File("{\"shape\":(2L,),\"descr\":\"|u1\",'fortran_order':False}",
                    "\1\2")),
      expected);
}

TEST(NpyTest, MakesAnyByteButZeroTrue) {
  ExpectEqual(ParseNpy(File(Header("|b1", "(3,)"), "\0\2\xff"s)),
              Tensor::Of<bool>({3}, {false, true, true}));
}

TEST(NpyTest, RefusesElementTypesWithoutADType) {
  for (const char* descr : {"|O", "<f16", "<M8[ns]", "|V2", "<c32", "<i3", "f4",
                            "", "<f-4", "<f99999999999"}) {
    EXPECT_THAT(ParseNpy(File(Header(descr, "(1,)"), "12345678")),
                StatusIs(StatusCode::kUnimplemented, descr));
  }
  EXPECT_THAT(ParseNpy(File("{'descr': [('a', '<f4')], 'fortran_order': False, "
                            "'shape': (1,), }",
                            "1234")),
              StatusIs(StatusCode::kUnimplemented, "records"));
}

TEST(NpyTest, RefusesHeadersThatMakeNoSense) {
  for (const char* header :
       {"", "{", "{}", "}", "{'descr'}", "{'descr': '<f4'}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x",
        "{'descr': '<f4, 'fortran_order': False, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1}"}) {
    EXPECT_THAT(ParseNpy(File(header, "1234")),
                StatusIs(StatusCode::kInvalidArgument, "npy header"))
        << header;
  }
}

TEST(NpyTest, RefusesClaimsBeyondItsBytesWithoutAllocating) {
  EXPECT_THAT(ParseNpy(File(Header("<f4", "(4611686018427387904,)"), "1234")),
              StatusIs(StatusCode::kDataLoss, "at most 4 bytes"));
  EXPECT_THAT(ParseNpy(File(Header("<f4", "(4294967296, 4294967296)"), "1234")),
              StatusIs(StatusCode::kInvalidArgument, "too large"));
  EXPECT_THAT(ParseNpy(File(Header("|S0", "(1099511627776,)"), "")),
              StatusIs(StatusCode::kInvalidArgument, "strings of no bytes"));
  EXPECT_THAT(ParseNpy(File(Header("|S2147483647", "(2,)"), "ab")),
              StatusIs(StatusCode::kDataLoss, "at most 2 bytes"));
  ExpectEqual(ParseNpy(File(Header("|S2147483647", "(0,)"), "")),
              Tensor::Zeros(kString, {0}).value());
  std::string long_header = "\x93NUMPY\x02\0\xff\xff\xff\x7f"s;
  EXPECT_THAT(ParseNpy(long_header),
              StatusIs(StatusCode::kInvalidArgument, "header of at most"));
}

TEST(NpyTest, RefusesOtherFiles) {
  EXPECT_THAT(ParseNpy("this is a text"),
              StatusIs(StatusCode::kDataLoss, "expected an .npy array"));
  EXPECT_THAT(ParseNpy(File(Header("|u1", "(1,)"), "a", 9)),
              StatusIs(StatusCode::kUnimplemented, "format version"));
  EXPECT_THAT(ParseNpy(File(Header("|u1", "(1,)"), "ab")),
              StatusIs(StatusCode::kInvalidArgument, "more bytes follow"));
}

TEST(NpyTest, RefusesEveryPrefix) {
  for (const Tensor& tensor : {Tensor::Of<float>({3}, {1, 2, 3}),
                               Tensor::Of<std::string>({2}, {"ab", "c"})}) {
    const std::string bytes = NpyBytes(tensor).value();
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_THAT(ParseNpy(absl::string_view(bytes).substr(0, size)),
                  Not(IsOk()))
          << size;
    }
  }
}

TEST(NpyTest, SurvivesEveryBitFlip) {
  for (const std::string& bytes :
       {NpyBytes(Tensor::Of<int32_t>({2, 2}, {1, 2, 3, 4})).value(),
        File(Header("<U1", "(2, 1)", "True"), "a\0\0\0b\0\0\0"s)}) {
    int refused = 0;
    for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      std::string flipped = bytes;
      flipped[bit / 8] ^= static_cast<char>(1 << bit % 8);
      refused += !ParseNpy(flipped).ok();
    }
    EXPECT_GT(refused, 0);
  }
}

TEST(NpyTest, WritesAndReadsFiles) {
  TempFolder folder;
  const std::string path = folder.File("x.npy");
  const Tensor tensor = Uniform(kFloat, {100, 7}, -1, 1);
  ASSERT_OK(WriteNpy(tensor, path));
  ExpectEqual(ReadNpy(path), tensor);
  EXPECT_THAT(ReadNpy(folder.File("absent.npy")),
              StatusIs(StatusCode::kNotFound, "absent.npy"));
  EXPECT_THAT(
      ReadNpy(folder.Write("short.npy", ReadBytes(path).substr(0, 200))),
      StatusIs(StatusCode::kDataLoss, "short.npy"));
}

TEST(NpyTest, NamesDTypesThatNumpyHasNot) {
  EXPECT_THAT(NpyBytes(Tensor::Zeros(kBfloat16, {2}).value()),
              StatusIs(StatusCode::kUnimplemented, "no bfloat16 arrays"));
  EXPECT_THAT(NpyBytes(Tensor::Zeros(kQint8, {2}).value()),
              StatusIs(StatusCode::kUnimplemented, "qint8"));
  EXPECT_THAT(NpyBytes(Tensor()), StatusIs(StatusCode::kUnimplemented));
}

}  // namespace
}  // namespace thalweg
