package ordermill.testing.contract;

import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;

/** JSON Schema to the letter where the validator is approximate: {@code $} is the end and not the line before it. */
final class Exactly {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            factory -> factory.metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keywords(List.of(
                            new NonValidationKeyword("x-limits"),
                            new NonValidationKeyword("x-reserved"),
                            new NonValidationKeyword("x-rule")))
                    .build()));

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .regularExpressionFactory(regex -> {
                Pattern pattern = Pattern.compile(regex.replace("$", "\\z"));
                return text -> pattern.matcher(text).find();
            })
            .build();

    private Exactly() {}

    static JsonSchema schema(String location) {
        return FACTORY.getSchema(SchemaLocation.of(location), CONFIG);
    }

    static JsonSchema schema(JsonNode document) {
        return FACTORY.getSchema(document, CONFIG);
    }
}
