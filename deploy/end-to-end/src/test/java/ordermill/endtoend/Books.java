package ordermill.endtoend;

import java.math.BigDecimal;
import java.sql.DriverManager;
import java.sql.SQLException;

/** What stands in the services' tables, read by the auditor: plain SQL over all four schemas. */
final class Books {

    private final String url;
    private final String username;
    private final String password;

    Books(String url, String username, String password) {
        this.url = url;
        this.username = username;
        this.password = password;
    }

    long count(String fromWhere) {
        return number("SELECT count(*) FROM " + fromWhere).longValue();
    }

    /** As {@code IN} wants them. */
    static String quoted(Iterable<String> ids) {
        return "'" + String.join("','", ids) + "'";
    }

    /** By the superuser, outside of a transaction. */
    void run(String sql) {
        try (var connection = DriverManager.getConnection(url, username, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    BigDecimal number(String sql) {
        try (var connection = DriverManager.getConnection(url, username, password);
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getBigDecimal(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
