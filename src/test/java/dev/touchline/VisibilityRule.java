package dev.touchline;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A type or member is public only if another package uses it, main code or test. Excepted are those that Java or a
 * framework needs public:
 *
 * <ul>
 *   <li>types with an annotation by which a framework finds them (resources, providers, configuration, the main class),
 *       types that a framework creates by name, their constructors, and members with an annotation;
 *   <li>members that override or implement another, members of interfaces and annotations, the parts of an enum, the
 *       accessors and the canonical constructor of a record, and the main method;
 *   <li>constructors without parameters, since the default constructor has the visibility of its class;
 *   <li>types in the signature of a member that another package uses: a lambda expression needs them, and class files
 *       do not show it.
 * </ul>
 */
final class VisibilityRule {

    /** Resources and providers of Jakarta REST, configuration, whose validation uses reflection, and the main class. */
    private static final Set<String> LOOKED_FOR = Set.of(
            "jakarta.ws.rs.Path",
            "jakarta.ws.rs.ext.Provider",
            "io.smallrye.config.ConfigMapping",
            "io.quarkus.runtime.annotations.QuarkusMain");

    /** Types whose implementations the framework instantiates by class name. */
    private static final Set<String> CREATED_BY_NAME = Set.of(
            "io.smallrye.config.ConfigSourceFactory",
            "org.eclipse.microprofile.config.spi.Converter",
            "org.eclipse.microprofile.openapi.OASFilter");

    private final SourcePackages sources;

    VisibilityRule(SourcePackages sources) {
        this.sources = sources;
    }

    /**
     * Every type and member that is public and need not be.
     *
     * @param classes all classes, those of the tests included
     * @param checked the classes to check
     */
    List<String> violations(JavaClasses classes, JavaClasses checked) {
        List<String> violations = new ArrayList<>();
        for (JavaClass one : checked) {
            JavaClass type = classes.get(one.getName());
            if (type.isAnonymousClass() || type.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                continue;
            }
            if (isPublic(type) && !isFrameworkType(type) && !isUsedOutside(type)) {
                violations.add(describe(type));
            }
            type.getMembers().stream()
                    .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                    .filter(member -> !isExcepted(member))
                    .filter(member -> !isUsedOutside(member))
                    .map(VisibilityRule::describe)
                    .forEach(violations::add);
        }
        return violations.stream().sorted().toList();
    }

    private static String describe(HasDescription violating) {
        return violating.getDescription();
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getEnclosingClass().map(JavaClass::isInterface).orElse(false);
    }

    private static boolean isFrameworkType(JavaClass type) {
        return isAnnotatedWithAny(type, LOOKED_FOR) || isCreatedByName(type);
    }

    private static boolean isCreatedByName(JavaClass type) {
        return CREATED_BY_NAME.stream().anyMatch(type::isAssignableTo);
    }

    private static boolean isAnnotatedWithAny(CanBeAnnotated annotated, Set<String> annotations) {
        return annotations.stream().anyMatch(annotated::isAnnotatedWith);
    }

    private boolean isUsedOutside(JavaClass type) {
        String name = type.getPackageName();
        Pattern imported = Pattern.compile(
                "import (?:static )?" + Pattern.quote(type.getFullName().replace('$', '.')) + "[.;]");
        return type.getDirectDependenciesToSelf().stream()
                        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(name)
                                || isSignatureUsedOutside(use.getOriginClass(), type))
                || sources.isMentionedOutside(relative(name), imported);
    }

    private boolean isSignatureUsedOutside(JavaClass owner, JavaClass type) {
        return owner.getCodeUnits().stream()
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(member -> Stream.concat(Stream.of(member.getReturnType()), member.getParameterTypes().stream())
                        .anyMatch(part -> part.getAllInvolvedRawTypes().contains(type)))
                .anyMatch(this::isUsedOutside);
    }

    private static boolean isExcepted(JavaMember member) {
        JavaClass owner = member.getOwner();
        if (owner.isInterface()
                || owner.isAnnotation()
                || member.getModifiers().contains(JavaModifier.SYNTHETIC)
                || member.getModifiers().contains(JavaModifier.BRIDGE)
                || hasFrameworkAnnotation(member)) {
            return true;
        }
        if (member instanceof JavaConstructor constructor) {
            return constructor.getRawParameterTypes().isEmpty()
                    || isCreatedByName(owner)
                    || owner.isRecord() && isCanonical(constructor);
        }
        if (member instanceof JavaMethod method) {
            return overrides(method)
                    || method.getName().equals("main")
                    || owner.isRecord() && isAccessor(method)
                    || owner.isEnum() && Set.of("values", "valueOf").contains(method.getName());
        }
        return owner.isEnum() && ((JavaField) member).getRawType().equals(owner);
    }

    private static boolean hasFrameworkAnnotation(JavaMember member) {
        return member.getAnnotations().stream()
                .map(JavaAnnotation::getRawType)
                .anyMatch(annotation -> !annotation.getPackageName().startsWith("java."));
    }

    private static boolean isCanonical(JavaConstructor constructor) {
        List<String> components = constructor.getOwner().getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .map(field -> field.getRawType().getName())
                .sorted()
                .toList();
        return constructor.getRawParameterTypes().stream()
                .map(JavaClass::getName)
                .sorted()
                .toList()
                .equals(components);
    }

    private static boolean isAccessor(JavaMethod method) {
        return method.getRawParameterTypes().isEmpty()
                && method.getOwner().tryGetField(method.getName()).isPresent();
    }

    private static boolean overrides(JavaMethod method) {
        String[] parameters =
                method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
        JavaClass owner = method.getOwner();
        return Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
                .anyMatch(above ->
                        above.tryGetMethod(method.getName(), parameters).isPresent()
                                || above.getMethods().stream().anyMatch(other -> isGenericOverride(method, other)));
    }

    // The erased parameters of a method that implements one with type parameters differ from those of the method.
    private static boolean isGenericOverride(JavaMethod method, JavaMethod above) {
        return above.getName().equals(method.getName())
                && above.getRawParameterTypes().size()
                        == method.getRawParameterTypes().size()
                && above.getParameterTypes().stream().anyMatch(type -> !(type instanceof JavaClass));
    }

    private boolean isUsedOutside(JavaMember member) {
        String name = member.getOwner().getPackageName();
        if (member instanceof JavaField field && isStaticFinal(field)) {
            return sources.isMentionedOutside(
                    relative(name), Pattern.compile("\\b" + Pattern.quote(field.getName()) + "\\b"));
        }
        return member.getAccessesToSelf().stream()
                .map(JavaAccess::getOriginOwner)
                .anyMatch(user -> !user.getPackageName().equals(name));
    }

    private static boolean isStaticFinal(JavaField field) {
        return field.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL));
    }

    private static String relative(String name) {
        return name.substring(SourcePackages.ROOT.length() + 1);
    }
}
