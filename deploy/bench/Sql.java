import java.sql.DriverManager;

/** Runs statements and prints the first value. Arguments: JDBC address, statements. */
final class Sql {

    public static void main(String... arguments) throws Exception {
        try (var database = DriverManager.getConnection(arguments[0], "postgres", "postgres");
                var statement = database.createStatement()) {
            for (String one : arguments[1].split(";")) {
                if (statement.execute(one) && statement.getResultSet().next()) {
                    System.out.println(statement.getResultSet().getString(1));
                }
            }
        }
    }

    private Sql() {}
}
