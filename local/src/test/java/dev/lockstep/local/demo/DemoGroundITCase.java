package dev.lockstep.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DemoGroundITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final List<String> NAMES = List.of("orders", "probes");

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = MYSQL.connect();
    }

    @AfterEach
    void dropTables() throws SQLException {
        execute("DROP TABLE IF EXISTS orders, probes, lockstep_progress, notes");
        connection.close();
    }

    @Test
    void refusesCollectionsOfSomebodyElse() {
        MongoDatabase database = MONGODB.newDatabase("ground");
        database.getCollection("orders").insertOne(new Document("precious", true));

        assertThatThrownBy(() -> DemoGround.clear(database, NAMES))
                .isInstanceOf(DemoException.class);
        assertThat(database.getCollection("orders").countDocuments()).isEqualTo(1);
    }

    @Test
    void clearsWhatAnEarlierDemoLeft() {
        MongoDatabase database = MONGODB.newDatabase("ground");
        DemoGround.clear(database, NAMES);
        database.getCollection("orders").insertOne(new Document());
        database.getCollection("notes").insertOne(new Document());

        DemoGround.clear(database, NAMES);

        assertThat(database.listCollectionNames()).containsExactlyInAnyOrder("probes", "notes");
    }

    @Test
    void refusesTablesOfSomebodyElse() throws SQLException {
        execute("CREATE TABLE orders (id INT)");

        assertThatThrownBy(() -> DemoGround.clear(connection, NAMES, "lockstep_"))
                .isInstanceOf(DemoException.class);
        assertThat(tables()).containsExactly("orders");
    }

    @Test
    void dropsTablesOfAnEarlierDemoOnly() throws SQLException {
        for (String table : List.of("orders", "probes", "lockstep_progress", "notes")) {
            execute("CREATE TABLE " + table + " (id INT)");
        }

        DemoGround.clear(connection, NAMES, "lockstep_");

        assertThat(tables()).containsExactly("notes");
    }

    private List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW TABLES")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
