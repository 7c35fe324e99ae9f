package dev.microagent.cli;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.RegistryReference;
import dev.microagent.store.ImageRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** Gives an image another name. */
final class ImagesTag extends Action {

  private final PositionalParamSpec source =
      PositionalParamSpec.builder()
          .index("0")
          .paramLabel("SOURCE")
          .required(true)
          .description(
              "A name or digest that 'images list' shows; 12 digits of a digest are enough.")
          .build();

  private final PositionalParamSpec target =
      PositionalParamSpec.builder()
          .index("1")
          .paramLabel("TARGET")
          .required(true)
          .converters(ImagesTag::name)
          .description("The new name: NAME[:TAG] with or without a registry before it.")
          .build();

  ImagesTag() {
    super("tag");
    spec().addPositional(source).addPositional(target);
    spec()
        .usageMessage()
        .header("Add another local name for an image.")
        .description(
            "",
            "The new name points to the same root file system, and keeps it when the source's tag"
                + " moves. A name that is taken moves to the source.")
        .footer(
            "",
            "Examples:",
            "  microagent images tag ubuntu:24.04 local/ubuntu:baseline",
            "  microagent images tag 0123456789ab local/ubuntu:baseline");
  }

  @Override
  String intent() {
    return "tag " + source.getValue();
  }

  @Override
  void run(Session session) throws IOException {
    List<ImageRecord> tagged = session.state().index().tag(source.getValue(), target.getValue());
    if (session.json()) {
      session.printJson(Map.of("images", tagged.stream().map(ImageRecord::toJson).toList()));
    } else {
      session.print(
          tagged.stream()
              .map(image ->
                  SafeText.of(
                      "%s (%s) is %s"
                          .formatted(image.imageRef(), image.platform(), image.digest())))
              .toList());
    }
  }

  /** A name that no digest binds. */
  private static String name(String text) {
    ImageReference reference;
    try {
      reference = ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
    if (!(reference instanceof RegistryReference)) {
      throw new TypeConversionException("'" + text + "' is a local image, not a name");
    }
    if (reference.digest() != null) {
      throw new TypeConversionException("'" + text + "' has a digest, which a name can't have");
    }
    return text;
  }
}
