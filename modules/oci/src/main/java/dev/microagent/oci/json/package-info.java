/** Reading JSON that a stranger wrote. */
package dev.microagent.oci.json;
