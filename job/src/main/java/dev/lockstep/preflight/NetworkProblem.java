package dev.lockstep.preflight;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a server could not be reached, in words: drivers bury it deep and phrase it at length. */
final class NetworkProblem {

    private NetworkProblem() {}

    static String of(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "its host name is unknown";
            }
            if (cause instanceof SSLException) {
                return isOfCertificate(cause)
                        ? "this JVM does not trust its certificate (javax.net.ssl.trustStore)"
                        : "the TLS handshake failed";
            }
            if (cause instanceof SocketTimeoutException) {
                return "it did not answer in time";
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return "nothing listens there";
            }
        }
        return "it gave no usable answer";
    }

    private static boolean isOfCertificate(Throwable handshake) {
        for (Throwable cause = handshake; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
