/** Inflating by ISA-L, Intel's Intelligent Storage Acceleration Library. */
package dev.microagent.bindings.isal;
