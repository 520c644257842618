package main

import (
	"fmt"

	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
)

// position is the path of a value in an object.
type position struct {
	path   string
	inList bool
}

func (p position) field(name string) position {
	if p.path != "" {
		name = p.path + "." + name
	}
	return position{path: name, inList: p.inList}
}

// addedInLists returns the fields that defaults add to items of lists. Argo CD compares a list without keys as a whole,
// so that an object with such a field stays OutOfSync.
func addedInLists(given, defaulted any, schema *structuralschema.Structural, at position) []string {
	if schema == nil {
		return nil
	}
	var added []string
	switch value := defaulted.(type) {
	case map[string]any:
		before, _ := given.(map[string]any)
		for name, child := range value {
			childSchema := schemaOf(schema, name)
			if old, found := before[name]; found {
				added = append(added, addedInLists(old, child, childSchema, at.field(name))...)
			} else if at.inList {
				added = append(added, at.field(name).path)
			}
		}
	case []any:
		before, _ := given.([]any)
		keyed := schema.XListType != nil && *schema.XListType == "map"
		for index, child := range value {
			item := position{path: fmt.Sprintf("%s[%d]", at.path, index), inList: at.inList || !keyed}
			if index < len(before) {
				added = append(added, addedInLists(before[index], child, schema.Items, item)...)
			}
		}
	}
	return added
}

func schemaOf(schema *structuralschema.Structural, name string) *structuralschema.Structural {
	if child, found := schema.Properties[name]; found {
		return &child
	}
	if schema.AdditionalProperties != nil {
		return schema.AdditionalProperties.Structural
	}
	return nil
}
