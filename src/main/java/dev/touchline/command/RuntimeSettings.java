package dev.touchline.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigBuilder;
import io.quarkus.runtime.configuration.RuntimeConfigBuilder;
import io.smallrye.config.PropertiesLocationConfigSourceFactory;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.eclipse.microprofile.config.Config;

/** The settings that a server in the same place would have, read without starting one. */
@RegisterForReflection(classNames = RuntimeSettings.FIXED_AT_BUILD)
final class RuntimeSettings {

    /** The settings that were fixed when the application was built; Quarkus generates this class. */
    static final String FIXED_AT_BUILD = "io.quarkus.runtime.generated.BuildTimeRunTimeFixedConfigSourceBuilder";

    private RuntimeSettings() {}

    /**
     * Reads environment, system properties, and the files {@code application.properties} beside and in the
     * application.
     *
     * @throws IllegalArgumentException if a file cannot be read
     */
    static Config read() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        new RuntimeConfigBuilder().configBuilder(builder);
        builder.withSources(new PropertiesLocationConfigSourceFactory());
        try {
            ConfigBuilder fixed = (ConfigBuilder)
                    Class.forName(FIXED_AT_BUILD, true, Thread.currentThread().getContextClassLoader())
                            .getDeclaredConstructor()
                            .newInstance();
            return fixed.configBuilder(builder).build();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a built application has its fixed settings", e);
        }
    }
}
