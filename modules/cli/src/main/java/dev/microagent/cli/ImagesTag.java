package dev.microagent.cli;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.RegistryReference;
import dev.microagent.store.ImageRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Gives an image another name. */
@Command(
    name = "tag",
    header = "Add another local name for an image.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "The new name points to the same root file system, and keeps it when the source's tag moves."
          + " A name that is taken moves to the source."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  microagent images tag ubuntu:24.04 local/ubuntu:baseline",
      "  microagent images tag 0123456789ab local/ubuntu:baseline"
    })
final class ImagesTag implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "A name or digest that 'images list' shows; 12 digits of a digest are enough.")
  String source = "";

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      converter = NameConverter.class,
      description = "The new name: NAME[:TAG] with or without a registry before it.")
  String target = "";

  @Override
  public String intent() {
    return "tag " + source;
  }

  @Override
  public void run(Session session) throws IOException {
    List<ImageRecord> tagged = session.state().index().tag(source, target);
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

  /** Reads TARGET: a name that no digest binds. */
  static final class NameConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
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
}
