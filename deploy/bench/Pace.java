import java.sql.DriverManager;

/** Rows a second that a table grows by, after the first tenth and until it has so many. Arguments: JDBC address, table, rows. */
final class Pace {

    private static final int LOOK_EVERY_MS = 100;

    public static void main(String... arguments) throws Exception {
        long total = Long.parseLong(arguments[2]);
        long begun = 0;
        long counted = 0;
        try (var database = DriverManager.getConnection(arguments[0], "postgres", "postgres");
                var count = database.prepareStatement("SELECT count(*) FROM " + arguments[1])) {
            while (true) {
                var rows = count.executeQuery();
                rows.next();
                long done = rows.getLong(1);
                if (begun == 0 && done >= total / 10) {
                    begun = System.nanoTime();
                    counted = done;
                }
                if (done >= total) {
                    System.out.printf("%.0f%n", (done - counted) / ((System.nanoTime() - begun) / 1e9));
                    return;
                }
                Thread.sleep(LOOK_EVERY_MS);
            }
        }
    }

    private Pace() {}
}
