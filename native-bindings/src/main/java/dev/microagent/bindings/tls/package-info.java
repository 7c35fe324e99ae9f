/** Secure connections by libssl, of OpenSSL. */
package dev.microagent.bindings.tls;
