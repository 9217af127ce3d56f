package dev.touchline;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests that are not in {@link FirstTestSuite}. */
@Suite
@SelectPackages("dev.touchline")
@ExcludePackages({FirstTestSuite.HTTP, FirstTestSuite.LIVE, FirstTestSuite.SECURITY, FirstTestSuite.SIMULATION})
class SecondTestSuite {}
