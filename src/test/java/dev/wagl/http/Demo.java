package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** The demo cluster that the tests' application follows. */
final class Demo {

    private Demo() {}

    /** Returns once it is known. */
    static void awaitReady() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }
}
