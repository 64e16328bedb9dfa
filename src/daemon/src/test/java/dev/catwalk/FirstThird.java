package dev.catwalk;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of some rooms, for a virtual machine of their own. One that is handed single classes would start the application
 * again for each (https://github.com/quarkusio/quarkus/issues/43979). All tests that need other settings are here: each virtual
 * machine builds an application for each profile that it finds.
 */
@Suite
@SelectPackages("dev.catwalk")
@IncludeClassNamePatterns(FirstThird.TESTS)
class FirstThird {
    static final String TESTS = "dev\\.catwalk\\.(api|cli|console|push)\\..*Test";
}
