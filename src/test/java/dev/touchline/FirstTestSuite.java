package dev.touchline;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * About half of the tests by time. {@code ./mvnw test} runs it beside {@link SecondTestSuite}, in a JVM and with an
 * application of its own.
 */
@Suite
@SelectPackages({FirstTestSuite.HTTP, FirstTestSuite.LIVE, FirstTestSuite.SECURITY, FirstTestSuite.SIMULATION})
class FirstTestSuite {

    static final String HTTP = "dev.touchline.http";
    static final String LIVE = "dev.touchline.live";
    static final String SECURITY = "dev.touchline.security";
    static final String SIMULATION = "dev.touchline.simulation";
}
