import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Java's TLS server. Arguments: a PEM file of the CAs it trusts, then for each listener
 * `name,required|optional|nothing,chain.pem,key.pem,RSA|EC|EdDSA`. Prints `listening NAME PORT`, and a line for each
 * connection.
 */
public class Server {
  public static void main(String[] args) throws Exception {
    for (int at = 1; at < args.length; at++) {
      String[] parts = args[at].split(",");
      SSLContext context = contextOf(args[0], parts[2], parts[3], parts[4]);
      SSLServerSocket server =
          (SSLServerSocket)
              context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      if (parts[1].equals("required")) server.setNeedClientAuth(true);
      if (parts[1].equals("optional")) server.setWantClientAuth(true);
      System.out.println("listening " + parts[0] + " " + server.getLocalPort());
      new Thread(() -> serve(server)).start();
    }
    System.out.println("all listening");
  }

  private static SSLContext contextOf(String roots, String chain, String key, String kind) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    int number = 0;
    for (Certificate each : certificates(roots)) trusted.setCertificateEntry("root" + number++, each);
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);

    String text = Files.readString(Path.of(key)).replaceAll("-----[A-Z ]+-----|\\s", "");
    PrivateKey secret =
        KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("own", secret, new char[0], certificates(chain).toArray(new Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);

    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Collection<? extends Certificate> certificates(String file) throws Exception {
    try (InputStream in = new FileInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static void serve(SSLServerSocket server) {
    while (true) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        answer(socket);
      } catch (Exception problem) {
        StringBuilder line = new StringBuilder("refused:");
        for (Throwable each = problem; each != null; each = each.getCause()) line.append(' ').append(each);
        System.out.println(line.toString().replace('\n', ' '));
      }
    }
  }

  private static void answer(SSLSocket socket) throws Exception {
    socket.setSoTimeout(20000);
    socket.startHandshake();
    byte[] request = new byte[4096];
    if (socket.getInputStream().read(request) < 0) return;
    OutputStream out = socket.getOutputStream();
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    System.out.println("answered 200 " + socket.getSession().getProtocol());
  }
}
