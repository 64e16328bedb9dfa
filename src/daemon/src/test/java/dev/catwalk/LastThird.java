package dev.catwalk;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All other tests, beside {@link FirstThird} and {@link SecondThird}. */
@Suite
@SelectPackages("dev.catwalk")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns({FirstThird.TESTS, SecondThird.TESTS})
class LastThird {}
