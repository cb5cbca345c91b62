// OpSchema: what is known about an op: its interface, traits, shape function
// and gradient. OpRegistration: puts a schema into the registry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "thalweg/graph/attr.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/dtype.h"

namespace thalweg {

class GradientContext;  // ops/gradient_context.h
class ShapeContext;     // graph/shape_context.h

using ShapeFunction = absl::Status (*)(ShapeContext&);
using GradientFunction = absl::Status (*)(GradientContext&);

// Facts about an op that importers, passes and kernels ask for, so that
// nobody asks for its name.
enum class Trait : uint32_t {
  // Keeps state between runs or has an effect outside its outputs.
  kStateful = 1u << 0,
  // f(x, y) = f(y, x).
  kCommutative = 1u << 1,
  // Sums any number of like inputs (AddN).
  kAggregate = 1u << 2,
  // Each output element depends on the input elements at its index only
  // (after broadcasting).
  kElementwise = 1u << 3,
  // A reference input may be uninitialised (Assign).
  kAllowsUninitialized = 1u << 4,
  // May have to wait for another step or run (queues).
  kMayBlock = 1u << 5,
  // Has no value of its own: must be fed.
  kPlaceholder = 1u << 6,
  // Its value is its attribute "value".
  kConstant = 1u << 7,
  // Output 0 is input 0 itself.
  kIdentity = 1u << 8,
  // Output 0 has the elements of input 0 in the same order (Reshape).
  kView = 1u << 9,
  // Uses only its inputs' shapes, never their elements (Shape, Size).
  kShapeOnly = 1u << 10,
  // Takes and gives nothing; groups control edges (NoOp).
  kGroup = 1u << 11,
  // Output 0 is a handle to a resource that only the session determines:
  // the same for each run.
  kHandle = 1u << 12,
  // Reads the variable of input 0 / writes it.
  kReadsVariable = 1u << 13,
  kWritesVariable = 1u << 14,
  // Merges the values of several branches; may close a loop.
  kMerge = 1u << 15,
  // Ends an iteration (its output may go back to a kMerge).
  kNextIteration = 1u << 16,
  // The compiler's own: the value of a feed, of a fetch, a copy to another
  // device, a read of a reference.
  kFeed = 1u << 17,
  kFetch = 1u << 18,
  kCopy = 1u << 19,
  kReadReference = 1u << 20,
  // Fusion roles: takes a bias and an activation as a further input and an
  // attribute of its fused form; adds a bias vector (input 1) to input 0;
  // is a unary activation function.
  kContraction = 1u << 21,
  kBias = 1u << 22,
  kActivation = 1u << 23,
  // Softmax cross-entropy: output 0 the loss by row, output 1 its gradient.
  kLossWithGradient = 1u << 24,
  // Cuts the gradient (StopGradient) though it is kIdentity.
  kStopsGradient = 1u << 25,
  // output = input 0 * input 1 / + / -, for identities and fusion.
  kMultiply = 1u << 26,
  kAdd = 1u << 27,
  // Inserts a dimension of 1 (ExpandDims).
  kExpandDims = 1u << 28,
};

// An input or output: `type`, or the attribute that holds it. With
// number_attr: a list of that many; with type_list_attr: a list of those types.
struct ArgSpec {
  std::string name;
  DType type = DType::kInvalid;
  std::string type_attr;
  std::string number_attr;
  std::string type_list_attr;
  bool is_ref = false;

  bool is_list() const {
    return !number_attr.empty() || !type_list_attr.empty();
  }
};

enum class AttrKind {
  kString,
  kInt,
  kFloat,
  kBool,
  kType,
  kShape,
  kTensor,
  kFunction,
};

struct AttrSpec {
  std::string name;
  AttrKind kind = AttrKind::kInt;
  bool is_list = false;
  Attr default_value;  // std::monostate: required.
  std::optional<int64_t> minimum;
  DTypeSet allowed_types;                    // Empty: any.
  std::vector<std::string> allowed_strings;  // Empty: any.

  bool required() const {
    return std::holds_alternative<std::monostate>(default_value);
  }
  // "list(int)", as in an OpDef.
  std::string TypeString() const;
};

// A value, built once per op in its file under ops/:
//
//   const OpRegistration kMatMul = OpSchema("MatMul")
//       .Input("a", "T").Input("b", "T").Output("product", "T")
//       .Attrs<MatMulAttrs>().Attr("T", kNumbers)
//       .Shape(MatMulShape).Gradient(MatMulGradient);
class OpSchema {
 public:
  explicit OpSchema(const char* name, const char* file = __builtin_FILE(),
                    int line = __builtin_LINE());

  // Inputs and outputs, in order. `type`: a DType or the name of a type
  // attribute.
  OpSchema& Input(const char* name, const char* type_attr);
  OpSchema& Input(const char* name, DType type);
  OpSchema& RefInput(const char* name, const char* type_attr);
  // A list of `number_attr` tensors of one type.
  OpSchema& InputList(const char* name, const char* number_attr,
                      const char* type_attr);
  OpSchema& InputList(const char* name, const char* number_attr, DType type);
  // One tensor for each type in the list(type) attribute.
  OpSchema& InputTypes(const char* name, const char* type_list_attr);
  OpSchema& Output(const char* name, const char* type_attr);
  OpSchema& Output(const char* name, DType type);
  OpSchema& RefOutput(const char* name, const char* type_attr);
  OpSchema& OutputList(const char* name, const char* number_attr,
                       const char* type_attr);
  OpSchema& OutputList(const char* name, const char* number_attr, DType type);
  OpSchema& OutputTypes(const char* name, const char* type_list_attr);

  // All members of an attribute struct (graph/attr_fields.h).
  template <class Struct>
  OpSchema& Attrs() {
    return AddFields(CollectAttrFields(+[](AttrFields& fields) {
      Struct attrs;
      attrs.Fields(fields);
    }));
  }
  // A type attribute that inputs determine (or, with a default, an input that
  // is a literal).
  OpSchema& Attr(const char* name, DTypeSet allowed,
                 DType default_type = DType::kInvalid);
  // A list(type) attribute that an InputTypes or OutputTypes names.
  OpSchema& TypeList(const char* name, DTypeSet allowed = kAnyType,
                     int64_t minimum = 0);
  // The length of an InputList or OutputList.
  OpSchema& Number(const char* name, int64_t minimum = 1);
  // Constraints on attributes named before.
  OpSchema& Allowed(const char* attr, DTypeSet types);
  OpSchema& Allowed(const char* attr, std::vector<std::string> values);
  OpSchema& Minimum(const char* attr, int64_t minimum);

  OpSchema& Traits(std::initializer_list<Trait> traits);
  // Inputs whose buffer output 0 may take when nobody else needs it: the
  // kernel reads element i of them before it writes element i.
  OpSchema& MayOverwrite(std::initializer_list<int> inputs);
  // The op that computes this one followed by a bias and an activation (for
  // kContraction), or with its scaled gradient (for kLossWithGradient).
  OpSchema& FusedForm(const char* op);
  OpSchema& Shape(ShapeFunction function);
  // Small integer values of outputs, from those of inputs; runs after the
  // shape function.
  OpSchema& Value(ShapeFunction function);
  OpSchema& Gradient(GradientFunction function);
  // `why`: "is piecewise constant", "yields an integer".
  OpSchema& NotDifferentiable(const char* why);
  // Since which GraphDef version graphs should no longer contain it.
  OpSchema& Deprecated(int version, const char* explanation);

  const std::string& name() const { return name_; }
  const std::vector<ArgSpec>& inputs() const { return inputs_; }
  const std::vector<ArgSpec>& outputs() const { return outputs_; }
  const std::vector<AttrSpec>& attrs() const { return attrs_; }
  // Null when there is none of the name.
  const AttrSpec* FindAttr(absl::string_view name) const;
  bool Is(Trait trait) const {
    return (traits_ & static_cast<uint32_t>(trait)) != 0;
  }
  // No state, no reference input, nothing to feed: equal inputs give equal
  // outputs, so that it may be folded, shared or dropped.
  bool pure() const;
  bool may_overwrite(int input) const {
    return input < 32 && ((overwritable_ >> input) & 1u) != 0;
  }
  const std::string& fused_form() const { return fused_form_; }
  ShapeFunction shape_function() const { return shape_; }
  ShapeFunction value_function() const { return value_; }
  GradientFunction gradient_function() const { return gradient_; }
  // Empty when it is differentiable, or when nothing is known.
  const std::string& not_differentiable() const { return not_differentiable_; }
  int deprecated_version() const { return deprecated_version_; }
  const std::string& deprecation() const { return deprecation_; }
  const char* file() const { return file_; }
  int line() const { return line_; }

  // "Op<name=MatMul; signature=a:T, b:T -> product:T; attr=...>".
  std::string ToString() const;

 private:
  OpSchema& AddFields(std::vector<AttrField> fields);
  AttrSpec& AddAttr(const char* name, AttrKind kind);
  AttrSpec& MustFindAttr(const char* name);

  std::string name_;
  std::vector<ArgSpec> inputs_;
  std::vector<ArgSpec> outputs_;
  std::vector<AttrSpec> attrs_;
  uint32_t traits_ = 0;
  uint32_t overwritable_ = 0;
  std::string fused_form_;
  ShapeFunction shape_ = nullptr;
  ShapeFunction value_ = nullptr;
  GradientFunction gradient_ = nullptr;
  std::string not_differentiable_;
  int deprecated_version_ = 0;
  std::string deprecation_;
  const char* file_;
  int line_;
};

// Registers a schema for the life of the process. Two of one name abort at
// start-up with both places.
class OpRegistration {
 public:
  OpRegistration(const OpSchema& schema);
  operator const OpSchema&() const { return *schema_; }
  const OpSchema* operator->() const { return schema_; }

 private:
  const OpSchema* schema_;
};

// All registered ops. Filled before main; read-only and thread-safe after.
class OpRegistry {
 public:
  // Null when there is none.
  static const OpSchema* Find(absl::string_view name);
  // The only op with this trait (kConstant, kGroup, kFeed, ...); null when
  // there is none.
  static const OpSchema* FindByTrait(Trait trait);
  // Sorted by name.
  static std::vector<const OpSchema*> All();
};

}  // namespace thalweg
