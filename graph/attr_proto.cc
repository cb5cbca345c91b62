#include "thalweg/graph/attr_proto.h"

#include <memory>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/io/message_io.h"
#include "thalweg/graph/shape_proto.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/proto/attr_value.pb.h"

namespace thalweg {
namespace {

// One value from a message, with what that needs.
class Reader {
 public:
  Reader(TensorBudget& budget, int depth) : budget_(budget), depth_(depth) {}

  absl::StatusOr<Attr> Read(const AttrValue& proto) {
    switch (proto.value_case()) {
      case AttrValue::kList:
        return ReadList(proto.list());
      case AttrValue::kS:
        return Attr(proto.s());
      case AttrValue::kI:
        return Attr(int64_t{proto.i()});
      case AttrValue::kF:
        return Attr(proto.f());
      case AttrValue::kB:
        return Attr(proto.b());
      case AttrValue::kType:
        return DTypeFromProto(proto.type());
      case AttrValue::kShape:
        return ShapeFromProto(proto.shape());
      case AttrValue::kTensor:
        return TensorFromProto(proto.tensor(), budget_);
      case AttrValue::kFunc:
        return ReadFunction(proto.func());
      case AttrValue::kPlaceholder:
        return Attr(AttrPlaceholder{proto.placeholder()});
      case AttrValue::VALUE_NOT_SET:
        break;
    }
    return Attr();
  }

 private:
  absl::StatusOr<FunctionRef> ReadFunction(const NameAttrList& proto) {
    // Functions hold attributes that hold functions.
    if (depth_ > kMaxMessageDepth) {
      return absl::InvalidArgumentError(absl::StrCat(
          "functions in attributes of functions: expected at most ",
          kMaxMessageDepth, " levels"));
    }
    FunctionRef function;
    function.name = proto.name();
    if (proto.attr().empty()) return function;
    auto attrs = std::make_shared<AttrMap>();
    Reader inner(budget_, depth_ + 1);
    for (const auto& [name, value] : proto.attr()) {
      ASSIGN_OR_RETURN(Attr attr, inner.Read(value));
      attrs->Set(name, std::move(attr));
    }
    function.attrs = std::move(attrs);
    return function;
  }

  template <class T, class Values, class Function>
  static absl::StatusOr<Attr> Convert(const Values& values, Function convert) {
    std::vector<T> list;
    list.reserve(values.size());
    for (const auto& value : values) {
      ASSIGN_OR_RETURN(T element, convert(value));
      list.push_back(std::move(element));
    }
    return Attr(std::move(list));
  }

  absl::StatusOr<Attr> ReadList(const AttrValue::ListValue& list) {
    const int kinds = (list.s_size() > 0) + (list.i_size() > 0) +
                      (list.f_size() > 0) + (list.b_size() > 0) +
                      (list.type_size() > 0) + (list.shape_size() > 0) +
                      (list.tensor_size() > 0) + (list.func_size() > 0);
    if (kinds > 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "a list of values: expected one kind of elements, got ", kinds));
    }
    if (list.s_size() > 0) {
      return Attr(std::vector<std::string>(list.s().begin(), list.s().end()));
    }
    if (list.i_size() > 0) {
      return Attr(std::vector<int64_t>(list.i().begin(), list.i().end()));
    }
    if (list.f_size() > 0) {
      return Attr(std::vector<float>(list.f().begin(), list.f().end()));
    }
    if (list.b_size() > 0) {
      return Attr(std::vector<bool>(list.b().begin(), list.b().end()));
    }
    if (list.type_size() > 0) {
      return Convert<DType>(list.type(), &DTypeFromProto);
    }
    if (list.shape_size() > 0) {
      return Convert<Shape>(list.shape(), &ShapeFromProto);
    }
    if (list.tensor_size() > 0) {
      return Convert<Tensor>(list.tensor(), [&](const TensorProto& tensor) {
        return TensorFromProto(tensor, budget_);
      });
    }
    if (list.func_size() > 0) {
      return Convert<FunctionRef>(
          list.func(), [&](const NameAttrList& f) { return ReadFunction(f); });
    }
    return Attr(EmptyList());
  }

  TensorBudget& budget_;
  int depth_;
};

DataType ToProto(DType dtype) { return static_cast<DataType>(dtype); }

absl::Status WriteFunction(const FunctionRef& function, NameAttrList& proto) {
  proto.set_name(function.name);
  if (!function.attrs) return absl::OkStatus();
  for (const auto& [name, attr] : *function.attrs) {
    RETURN_IF_ERROR(AttrToProto(attr, (*proto.mutable_attr())[name]));
  }
  return absl::OkStatus();
}

// One overload for each kind of value; those of lists add an element.
struct Writer {
  AttrValue& to;

  absl::Status operator()(std::monostate) { return absl::OkStatus(); }
  absl::Status operator()(const std::string& value) {
    to.set_s(value);
    return absl::OkStatus();
  }
  absl::Status operator()(int64_t value) {
    to.set_i(value);
    return absl::OkStatus();
  }
  absl::Status operator()(float value) {
    to.set_f(value);
    return absl::OkStatus();
  }
  absl::Status operator()(bool value) {
    to.set_b(value);
    return absl::OkStatus();
  }
  absl::Status operator()(DType value) {
    to.set_type(ToProto(value));
    return absl::OkStatus();
  }
  absl::Status operator()(const Shape& value) {
    ShapeToProto(value, *to.mutable_shape());
    return absl::OkStatus();
  }
  absl::Status operator()(const Tensor& value) {
    return TensorToProto(value, *to.mutable_tensor());
  }
  absl::Status operator()(const FunctionRef& value) {
    return WriteFunction(value, *to.mutable_func());
  }
  absl::Status operator()(const AttrPlaceholder& value) {
    to.set_placeholder(value.name);
    return absl::OkStatus();
  }
  absl::Status operator()(const EmptyList&) {
    to.mutable_list();
    return absl::OkStatus();
  }
  template <class T>
  absl::Status operator()(const std::vector<T>& values) {
    AttrValue::ListValue& list = *to.mutable_list();
    for (const T& value : values) RETURN_IF_ERROR(Add(value, list));
    return absl::OkStatus();
  }

 private:
  static absl::Status Add(const std::string& value,
                          AttrValue::ListValue& list) {
    list.add_s(value);
    return absl::OkStatus();
  }
  static absl::Status Add(int64_t value, AttrValue::ListValue& list) {
    list.add_i(value);
    return absl::OkStatus();
  }
  static absl::Status Add(float value, AttrValue::ListValue& list) {
    list.add_f(value);
    return absl::OkStatus();
  }
  static absl::Status Add(bool value, AttrValue::ListValue& list) {
    list.add_b(value);
    return absl::OkStatus();
  }
  static absl::Status Add(DType value, AttrValue::ListValue& list) {
    list.add_type(ToProto(value));
    return absl::OkStatus();
  }
  static absl::Status Add(const Shape& value, AttrValue::ListValue& list) {
    ShapeToProto(value, *list.add_shape());
    return absl::OkStatus();
  }
  static absl::Status Add(const Tensor& value, AttrValue::ListValue& list) {
    return TensorToProto(value, *list.add_tensor());
  }
  static absl::Status Add(const FunctionRef& value,
                          AttrValue::ListValue& list) {
    return WriteFunction(value, *list.add_func());
  }
};

}  // namespace

absl::StatusOr<Attr> AttrFromProto(const AttrValue& proto,
                                   TensorBudget& budget) {
  return Reader(budget, /*depth=*/0).Read(proto);
}

absl::Status AttrToProto(const Attr& attr, AttrValue& proto) {
  proto.Clear();
  return std::visit(Writer{proto}, attr);
}

}  // namespace thalweg
