package dev.microagent.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes archives, right or wrong. Text is ISO-8859-1. */
final class TarBuilder {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A header alone, whatever size it states. */
  TarBuilder header(TarHeader header) {
    out.writeBytes(header.build());
    return this;
  }

  /** A header that states the size of its data, the data, and padding. */
  TarBuilder entry(TarHeader header, byte[] data) {
    return header(header.size(data.length)).data(data);
  }

  TarBuilder entry(TarHeader header, String data) {
    return entry(header, latin1(data));
  }

  /** A ustar file. */
  TarBuilder file(String name, String data) {
    return entry(TarHeader.ustar('0', name), data);
  }

  /** Data and padding. */
  TarBuilder data(byte[] data) {
    out.writeBytes(data);
    return raw(new byte[-data.length & 511]);
  }

  /** A local extended header with whole records: "path=x". */
  TarBuilder pax(String... records) {
    return pax('x', records);
  }

  TarBuilder pax(char type, String... records) {
    StringBuilder body = new StringBuilder();
    for (String record : records) {
      body.append(record(record));
    }
    return entry(TarHeader.ustar(type, "PaxHeaders/x"), body.toString());
  }

  /** An extended header with any text at all. */
  TarBuilder badPax(String body) {
    return entry(TarHeader.ustar('x', "PaxHeaders/x"), body);
  }

  TarBuilder longName(String name) {
    return entry(TarHeader.gnu('L', "././@LongLink"), name + "\0");
  }

  TarBuilder longLink(String name) {
    return entry(TarHeader.gnu('K', "././@LongLink"), name + "\0");
  }

  TarBuilder raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  TarBuilder zeroBlock() {
    return raw(new byte[512]);
  }

  /** What was added so far. */
  byte[] bytes() {
    return out.toByteArray();
  }

  /** What was added, and two blocks of zeros. */
  byte[] end() {
    return zeroBlock().zeroBlock().bytes();
  }

  /** A PAX record with its length, which counts itself. */
  static String record(String keyAndValue) {
    int rest = keyAndValue.length() + 2;
    int length = rest;
    while (Integer.toString(length).length() + rest != length) {
      length = Integer.toString(length).length() + rest;
    }
    return length + " " + keyAndValue + "\n";
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
