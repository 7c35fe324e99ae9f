package dev.microagent.registry.http;

import java.net.URI;

/**
 * An answer. Whoever gets it closes the body.
 *
 * @param status the final status (RFC 9110, 15), 200 to 999
 * @param headers the fields of its head
 * @param address what was asked for
 * @param body the content, which may be empty
 */
public record HttpResponse(int status, HttpHeaders headers, URI address, HttpBody body) {}
