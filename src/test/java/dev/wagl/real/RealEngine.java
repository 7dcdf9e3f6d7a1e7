package dev.wagl.real;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that starts real engines. System property {@code wagl.test.real}: {@code auto} (default) skips it where
 * something is missing, {@code require} fails it then, {@code skip} skips it always.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealEngineCondition.class)
@interface RealEngine {}
