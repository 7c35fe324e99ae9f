/** Calls of Linux that Java has no method for. */
package dev.microagent.bindings.linux;
