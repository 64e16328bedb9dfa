package dev.catwalk;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All other tests, beside {@link FirstHalf}. */
@Suite
@SelectPackages("dev.catwalk")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns(FirstHalf.TESTS)
class SecondHalf {}
