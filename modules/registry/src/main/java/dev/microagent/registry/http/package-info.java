/**
 * A client of HTTP/1.1 (RFC 9110, RFC 9112) for large bodies: whoever reads a body reads the
 * socket, in its own thread. The JDK's client hands each part from one thread to the next and takes
 * four times the CPU time for a layer.
 */
package dev.microagent.registry.http;
