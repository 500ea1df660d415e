package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority that nobody but who is given its certificate trusts, and the one server's certificate that it signed: localhost's. */
final class Authority {

    private static final String PASSWORD = "of-the-keys";

    private final Path directory;
    private final Key key;
    private final Certificate[] chain;

    /** @param directory where the files are put */
    Authority(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        this.directory = Files.createDirectories(directory);
        make("authority", "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign");
        make("server", "-signer", "authority", "-ext", "san=dns:localhost");
        KeyStore keys = KeyStore.getInstance(keys().toFile(), PASSWORD.toCharArray());
        key = keys.getKey("server", PASSWORD.toCharArray());
        chain = keys.getCertificateChain("server");
        String certificates = pem("CERTIFICATE", chain[0].getEncoded()) + pem("CERTIFICATE", chain[1].getEncoded());
        String keyInWords = pem("PRIVATE KEY", key.getEncoded());
        Files.writeString(certificate(), pem("CERTIFICATE", chain[1].getEncoded()));
        Files.writeString(serversCertificate(), certificates);
        Files.writeString(serversKey(), keyInWords);
        Files.writeString(serversKeyAndCertificate(), keyInWords + certificates);
    }

    private void make(String alias, String... further) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair"));
        command.addAll(List.of(
                "-alias", alias, "-dname", "CN=%s of %s".formatted(alias, directory.getFileName()), "-keyalg", "EC"));
        command.addAll(List.of("-keystore", keys().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(further));
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keytool.log").toFile())
                        .start()
                        .waitFor())
                .isZero();
    }

    private Path keys() {
        return directory.resolve("keys.p12");
    }

    /** Its own, for those who shall trust it. */
    Path certificate() {
        return directory.resolve("ca.crt");
    }

    Path serversCertificate() {
        return directory.resolve("server.crt");
    }

    Path serversKey() {
        return directory.resolve("server.key");
    }

    /** In one file, as Kafka wants them. */
    Path serversKeyAndCertificate() {
        return directory.resolve("server.pem");
    }

    /** For a server in this JVM. */
    SSLContext identity() throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("server", key, PASSWORD.toCharArray(), chain);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static String pem(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, lines);
    }
}
