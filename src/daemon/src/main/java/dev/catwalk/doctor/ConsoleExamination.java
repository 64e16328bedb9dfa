package dev.catwalk.doctor;

import dev.catwalk.console.ConsolePort;
import dev.catwalk.console.ConsoleUsers;
import dev.catwalk.console.OidcLogin;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Whether people can log in to the console, where it is on. */
@Singleton
class ConsoleExamination implements Examination {
    private final ConsolePort port;
    private final ConsoleUsers users;
    private final OidcLogin oidc;

    ConsoleExamination(ConsolePort port, ConsoleUsers users, OidcLogin oidc) {
        this.port = port;
        this.users = users;
        this.oidc = oidc;
    }

    @Override
    public String subject() {
        return "console";
    }

    /** None when it is off. */
    @Override
    public List<Finding> findings() throws InterruptedException {
        Optional<String> address = port.address();
        if (address.isEmpty()) {
            return List.of();
        }
        String configured = "configured at " + address.get();
        return List.of(
                switch (port.auth().orElseThrow()) {
                    case USERS -> users(configured);
                    case OIDC -> provider(configured);
                    case PROXY -> Finding.ok(subject(), configured + "; a proxy names who is logged in");
                });
    }

    private Finding users(String configured) {
        int count = users.list().size();
        return count > 0
                ? Finding.ok(subject(), configured + "; users: " + count)
                : Finding.warn(
                        subject(),
                        configured + ", and there is no user",
                        "add one by catwalk users add NAME --role operator");
    }

    private Finding provider(String configured) throws InterruptedException {
        try {
            oidc.examine();
            return Finding.ok(subject(), configured + "; the OpenID provider answers");
        } catch (IOException e) {
            return Finding.fail(
                    subject(),
                    configured + "; the OpenID provider does not answer as it should: " + e.getMessage(),
                    "no one can log in until catwalk.console.oidc.issuer is reached and is written as the provider's"
                            + " document has it");
        }
    }
}
