package dev.catwalk.doctor;

import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether the user who asks may do what a daemon does. An owner may; others are given it by role catwalk_daemon. */
public final class PrivilegesExamination implements Examination {
    private static final int NAMED = 3;

    private final Connection connection;

    public PrivilegesExamination(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String subject() {
        return "privileges";
    }

    // What db/migration/R__90_grants.sql grants; a test compares the two. By the catalog, since a name in a schema that
    // may not be used cannot be resolved.
    private static final String MISSING = """
            with needed (schema_name, relation_name, privilege) as (
              select 'app', relation_name, privilege
              from (values
                ('component component_token merchant merchant_token merchant_visit walk_setting alert_channel push_refusal unknown_field api_key',
                  'select insert update'),
                ('category walk_slice walk_slice_outcome push_event walk alert_delivery token_handout authorize_link console_user console_session problem',
                  'select insert update delete'),
                ('audit_change alert alert_attempt category_snapshot merchant_event', 'select insert delete'),
                ('push_delivery', 'select insert update'),
                ('walk_ledger walk_failure walk_stop alert_recorded push_attempt console_act problem_act', 'select insert'),
                ('exclusive_work', 'select update')
              ) as rights (relations, privileges),
                unnest(string_to_array(relations, ' ')) as relation_name,
                unnest(string_to_array(privileges, ' ')) as privilege
              union all
              select 'quartz', relname, privilege
              from pg_class, unnest(array['select', 'insert', 'update', 'delete']) as privilege
              where relnamespace = to_regnamespace('quartz') and relkind = 'r'
              union all
              select 'reporting', relname, 'select' from pg_class
              where relnamespace = to_regnamespace('reporting') and relkind = 'v'),
            missing (privilege, thing) as (
              select 'usage', 'schema ' || nspname from pg_namespace
              where nspname in ('app', 'quartz', 'reporting') and not has_schema_privilege(oid, 'usage')
              union all
              select privilege, schema_name || '.' || relation_name
              from needed
              left join pg_namespace on nspname = schema_name
              left join pg_class on relnamespace = pg_namespace.oid and relname = relation_name
              where pg_class.oid is null or not has_table_privilege(pg_class.oid, privilege)
              union all
              select 'update', 'app.category_snapshot (last_seen_at)'
              from pg_class join pg_namespace on relnamespace = pg_namespace.oid
              where nspname = 'app' and relname = 'category_snapshot'
                and not has_column_privilege(pg_class.oid, 'last_seen_at', 'update')
              union all
              select 'execute', 'app.' || proname || '()'
              from pg_proc join pg_namespace on pronamespace = pg_namespace.oid
              where nspname = 'app' and proname in ('now', 'open_problems') and not has_function_privilege(pg_proc.oid, 'execute')
              union all
              select 'update', 'app.alert (ended_at)'
              from pg_class join pg_namespace on relnamespace = pg_namespace.oid
              where nspname = 'app' and relname = 'alert'
                and not has_column_privilege(pg_class.oid, 'ended_at', 'update'))
            select string_agg(privilege, ', ' order by privilege) || ' on ' || thing from missing group by thing order by thing
            """;

    @Override
    public List<Finding> findings() throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MISSING)) {
            while (rows.next()) {
                missing.add(rows.getString(1));
            }
        }
        if (missing.isEmpty()) {
            return List.of(Finding.ok(subject(), "the user may do all that a daemon does"));
        }
        return List.of(Finding.fail(
                subject(),
                "the user lacks " + String.join("; ", missing.subList(0, Math.min(NAMED, missing.size())))
                        + (missing.size() > NAMED ? "; and more on " + (missing.size() - NAMED) + " others" : ""),
                "run db/roles.sql as the owner of the tables, and: grant catwalk_daemon to USER"));
    }
}
