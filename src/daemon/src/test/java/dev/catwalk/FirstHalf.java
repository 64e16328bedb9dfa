package dev.catwalk;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of the rooms up to this letter, for a virtual machine of their own. One that is handed single classes would start
 * the application again for each (https://github.com/quarkusio/quarkus/issues/43979).
 */
@Suite
@SelectPackages("dev.catwalk")
@IncludeClassNamePatterns(FirstHalf.TESTS)
class FirstHalf {
    static final String TESTS = "dev\\.catwalk\\.[a-e].*Test";
}
