/** Digests by libcrypto, of OpenSSL. */
package dev.microagent.bindings.crypto;
