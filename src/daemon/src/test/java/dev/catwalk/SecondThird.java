package dev.catwalk;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of rooms that walk and of authorization, beside {@link FirstThird}. */
@Suite
@SelectPackages("dev.catwalk")
@IncludeClassNamePatterns(SecondThird.TESTS)
class SecondThird {
    static final String TESTS =
            "dev\\.catwalk\\.(authorize|merchant|problem|retention|token|visit|walk|watch)\\..*Test";
}
