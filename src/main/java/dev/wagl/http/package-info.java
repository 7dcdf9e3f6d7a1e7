/**
 * What is known, over HTTP: the paths below {@code /v1}, and the page, which shows what they tell. Read-only; nothing here changes
 * anything, and who asks is not known.
 *
 * <p>A request is answered by a worker thread of Quarkus, never by an event loop. What is shown is one snapshot, one projection,
 * one zone, each immutable. A list of all there is is made once for what it shows, kept packed ({@code LargeAnswers}) and sent in
 * turns ({@code Turns}), a follower has a queue that ends ({@code Follower}), and what asks the engine asks it seldom, and has no turn
 * while it waits.
 *
 * <p>The shapes that go out are the records called {@code ...View}; their fields' order is the order in the JSON text.
 */
package dev.wagl.http;
