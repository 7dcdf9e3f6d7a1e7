package dev.wagl.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** What the OpenAPI document says of answers that are none of what was asked for: the same for each path. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class DocumentedErrors implements OASFilter {

    /** Of 503, in annotations. */
    static final String UNAVAILABLE = "Unavailable";

    /** Of 304, in annotations. */
    static final String NOT_MODIFIED = "NotModified";

    private static final String PROBLEM = "Problem";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents()
                .addResponse(PROBLEM, problem("What was wrong with the request, and what would be right"))
                .addResponse(UNAVAILABLE, problem("Nothing is known yet or any more, or others are served: try again"))
                .addResponse(
                        NOT_MODIFIED,
                        OASFactory.createAPIResponse().description("It has a tag that If-None-Match names"));
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getGET()
                        .getResponses()
                        .addAPIResponse(
                                "default", OASFactory.createAPIResponse().ref(PROBLEM)));
    }

    private static APIResponse problem(String description) {
        Content content = OASFactory.createContent()
                .addMediaType(
                        Problem.TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(PROBLEM)));
        return OASFactory.createAPIResponse().description(description).content(content);
    }
}
