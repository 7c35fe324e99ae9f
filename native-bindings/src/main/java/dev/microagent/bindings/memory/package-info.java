/** Memory outside the heap, from the kernel itself. */
package dev.microagent.bindings.memory;
