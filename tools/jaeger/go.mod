// Builds Jaeger v2 for the tracing test: `tools/jaeger/build`. The tag v1.76.0 holds the v2 program.
//
// Its go.sum is not kept here: build copies the one that this very release ships, because the
// checksum database does not know all of its modules.
module codevoyage/tools/jaeger

go 1.24.6

require github.com/jaegertracing/jaeger v1.76.0

// The same line as in Jaeger's own go.mod: replacements do not carry over from a dependency.
replace github.com/Shopify/sarama => github.com/Shopify/sarama v1.33.0
