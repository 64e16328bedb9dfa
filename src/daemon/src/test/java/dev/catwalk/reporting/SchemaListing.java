package dev.catwalk.reporting;

import static java.util.stream.Collectors.joining;

/**
 * What the migrations made, read from the catalog of the database: for reviews, not to be run. Quartz's tables, which are
 * not ours, appear with their rights only; Flyway's own table not at all.
 */
final class SchemaListing {

    private static final String HEADER = """
            -- What db/migration/ makes of an empty database, read from its catalog by SchemaListingTest: to be read in reviews,
            -- never to be run or edited. Rewrite it with
            --   ./mvnw test -Dtest=SchemaListingTest -Dcatwalk.schema.write=true
            """;

    private static final String SCHEMAS = """
            select format('grant %s on schema %I to %I;', lower(string_agg(privilege_type, ', ' order by privilege_type)),
              nspname, grantee::regrole) as line
            from pg_namespace, aclexplode(nspacl)
            where nspname in ('app', 'reporting', 'quartz') and grantee <> nspowner
            group by nspname, grantee
            order by nspname, grantee::regrole::text""";

    private static final String DEFAULT_PRIVILEGES = """
            select format('alter default privileges in schema %I grant %s on %s to %I;', defaclnamespace::regnamespace,
              lower(string_agg(privilege_type, ', ' order by privilege_type)),
              case defaclobjtype when 'r' then 'tables' when 'f' then 'functions' end, grantee::regrole) as line
            from pg_default_acl, aclexplode(defaclacl)
            group by defaclnamespace, defaclobjtype, grantee
            order by defaclobjtype, grantee::regrole::text""";

    private static final String TABLES = """
            select
              format('create table app.%I (', table_class.relname) || E'\\n'
              || array_to_string(
                array(
                  select format('  %I %s', attname, format_type(atttypid, atttypmod))
                    || case attidentity when 'a' then ' generated always as identity' else '' end
                    || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
                    || case when attnotnull then ' not null' else '' end
                  from pg_attribute
                  left join pg_attrdef on adrelid = attrelid and adnum = attnum
                  where attrelid = table_class.oid and attnum > 0 and not attisdropped
                  order by attnum
                ) || array(
                  select format('  constraint %I %s', conname, pg_get_constraintdef(oid, true))
                  from pg_constraint
                  where conrelid = table_class.oid and contype in ('p', 'u', 'f', 'c')
                  order by position(contype::text in 'pufc'), conname collate "C"
                ),
                E',\\n')
              || E'\\n)' || coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '') || ';'
              || coalesce(E'\\n' || (
                select string_agg(pg_get_indexdef(indexrelid) || ';', E'\\n' order by indexrelid::regclass::text collate "C")
                from pg_index
                where indrelid = table_class.oid
                  and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))
              ), '')
              || coalesce(E'\\n' || (
                select string_agg(pg_get_triggerdef(oid) || ';', E'\\n' order by tgname)
                from pg_trigger
                where tgrelid = table_class.oid and not tgisinternal
              ), '') as line
            from pg_class as table_class
            where relnamespace = 'app'::regnamespace and relkind = 'r' and relname <> 'flyway_schema_history'
            order by relname collate "C\"""";

    private static final String VIEWS = """
            select format(E'create view %s as\\n%s', oid::regclass, pg_get_viewdef(oid, true))
              || coalesce(E'\\n' || format('comment on view %s is ', oid::regclass)
                || quote_literal(obj_description(oid, 'pg_class')) || ';', '')
              || coalesce(E'\\n' || (
                select string_agg(
                  format('comment on column %s.%I is ', attrelid::regclass, attname)
                    || quote_literal(col_description(attrelid, attnum)) || ';',
                  E'\\n' order by attnum)
                from pg_attribute
                where attrelid = pg_class.oid and attnum > 0
              ), '') as line
            from pg_class
            where relnamespace in ('app'::regnamespace, 'reporting'::regnamespace) and relkind = 'v'
            order by relname collate "C\"""";

    private static final String FUNCTIONS = """
            select pg_get_functiondef(oid) || E';\\n'
              || format('comment on function %s is %L;', oid::regprocedure, obj_description(oid, 'pg_proc')) as line
            from pg_proc
            where pronamespace in ('app'::regnamespace, 'reporting'::regnamespace)
            order by oid::regprocedure::text collate "C\"""";

    private static final String GRANTS = """
            select line
            from (
              select format('grant %s on %s to %I;', lower(string_agg(privilege_type, ', ' order by privilege_type)),
                pg_class.oid::regclass, grantee::regrole) as line,
                pg_class.oid::regclass::text as object, grantee::regrole::text as grantee
              from pg_class, aclexplode(relacl)
              where relnamespace in ('app'::regnamespace, 'reporting'::regnamespace, 'quartz'::regnamespace)
                and grantee <> relowner
              group by pg_class.oid, grantee
              union all
              select format('grant %s (%I) on %s to %I;', lower(privilege_type), attname, attrelid::regclass, grantee::regrole),
                attrelid::regclass::text, grantee::regrole::text
              from pg_attribute
              join pg_class on pg_class.oid = attrelid, aclexplode(attacl)
              where relnamespace in ('app'::regnamespace, 'reporting'::regnamespace)
              union all
              select format('grant execute on function %s to %s;', pg_proc.oid::regprocedure,
                  case when grantee = 0 then 'public' else grantee::regrole::text end),
                pg_proc.oid::regprocedure::text, grantee::regrole::text
              from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))
              where pronamespace in ('app'::regnamespace, 'reporting'::regnamespace) and grantee <> proowner
            ) as granted
            order by object collate "C", grantee collate "C", line collate "C\"""";

    private SchemaListing() {}

    static String of(ReportingDatabase database) {
        return HEADER
                + section(database, "Tables", TABLES, "\n\n")
                + section(database, "Views", VIEWS, "\n\n")
                + section(database, "Functions", FUNCTIONS, "\n\n")
                + section(database, "Rights on schemas", SCHEMAS, "\n")
                + section(database, "Rights on tables, views, sequences and functions", GRANTS, "\n")
                + section(database, "Rights on what will be added", DEFAULT_PRIVILEGES, "\n");
    }

    private static String section(ReportingDatabase database, String title, String query, String separator) {
        return database.rows(query).stream()
                .map(row -> (String) row.get("line"))
                .collect(joining(separator, "\n-- " + title + "\n\n", "\n"));
    }
}
