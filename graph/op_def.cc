#include "thalweg/graph/op_def.h"

#include "thalweg/graph/attr_proto.h"
#include "thalweg/proto/op_def.pb.h"

namespace thalweg {
namespace {

void ArgToDef(const ArgSpec& arg, OpDef::ArgDef& def) {
  def.set_name(arg.name);
  if (arg.type_attr.empty() && arg.type_list_attr.empty()) {
    def.set_type(static_cast<DataType>(arg.type));
  }
  def.set_type_attr(arg.type_attr);
  def.set_number_attr(arg.number_attr);
  def.set_type_list_attr(arg.type_list_attr);
  def.set_is_ref(arg.is_ref);
}

void AttrToDef(const AttrSpec& attr, OpDef::AttrDef& def) {
  def.set_name(attr.name);
  def.set_type(attr.TypeString());
  if (!attr.required()) {
    // Only a default with variant elements could fail, and no schema has one.
    AttrToProto(attr.default_value, *def.mutable_default_value()).IgnoreError();
  }
  // A list may always be empty; an OpDef does not say so.
  if (attr.minimum.has_value() && !(attr.is_list && *attr.minimum == 0)) {
    def.set_has_minimum(true);
    def.set_minimum(*attr.minimum);
  }
  for (int i = 1; i < kNumDTypes; ++i) {
    if (attr.allowed_types.contains(static_cast<DType>(i))) {
      def.mutable_allowed_values()->mutable_list()->add_type(
          static_cast<DataType>(i));
    }
  }
  for (const std::string& value : attr.allowed_strings) {
    def.mutable_allowed_values()->mutable_list()->add_s(value);
  }
}

}  // namespace

void ToOpDef(const OpSchema& schema, OpDef& def) {
  def.Clear();
  def.set_name(schema.name());
  for (const ArgSpec& arg : schema.inputs()) {
    ArgToDef(arg, *def.add_input_arg());
  }
  for (const ArgSpec& arg : schema.outputs()) {
    ArgToDef(arg, *def.add_output_arg());
  }
  for (const AttrSpec& attr : schema.attrs()) {
    AttrToDef(attr, *def.add_attr());
  }
  def.set_is_stateful(schema.Is(Trait::kStateful));
  def.set_is_commutative(schema.Is(Trait::kCommutative));
  def.set_is_aggregate(schema.Is(Trait::kAggregate));
  def.set_allows_uninitialized_input(schema.Is(Trait::kAllowsUninitialized));
  if (schema.deprecated_version() > 0) {
    def.mutable_deprecation()->set_version(schema.deprecated_version());
    def.mutable_deprecation()->set_explanation(schema.deprecation());
  }
}

}  // namespace thalweg
