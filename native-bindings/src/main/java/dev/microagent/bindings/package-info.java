/** What the packages of bindings share. */
package dev.microagent.bindings;
