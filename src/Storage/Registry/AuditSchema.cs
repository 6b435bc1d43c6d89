namespace Millrace.Storage.Registry;

/// <summary>
/// Who did what. Triggers write it in the transaction of the act itself, so that neither is ever without the other, whichever program
/// wrote. Entries are never changed, and only the oldest can go.
/// </summary>
internal static class AuditSchema
{
    private const string Now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    private const string Status = """
        CASE NEW.status WHEN 1 THEN 'PROVISIONING' WHEN 2 THEN 'PENDING_CONFIRMATION' WHEN 3 THEN 'ACTIVE' WHEN 4 THEN 'ARCHIVED'
            WHEN 5 THEN 'FAILED_CONFIRMATION' WHEN 6 THEN 'FAILED_PROVISIONING' ELSE 'SUSPENDED' END
        """;

    public const string Tables = $"""
        CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,
            subject TEXT NOT NULL, outcome TEXT NOT NULL);
        CREATE INDEX audit_time ON audit (time);
        CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'Entries of the audit log are not changed.'); END;
        CREATE TRIGGER audit_oldest_first BEFORE DELETE ON audit WHEN OLD.sequence > (SELECT MIN(sequence) FROM audit) BEGIN
            SELECT RAISE(ABORT, 'Only the oldest entries of the audit log can go.');
        END;
        CREATE TRIGGER audit_marketplace AFTER INSERT ON marketplace BEGIN
            INSERT INTO audit VALUES (NULL, {Now}, 'admin', 'marketplace add', NEW.id, 'done');
        END;
        CREATE TRIGGER audit_account AFTER INSERT ON account BEGIN
            INSERT INTO audit VALUES (NULL, {Now}, 'admin', 'account add', 'account ' || NEW.key, 'done');
        END;
        CREATE TRIGGER audit_ingest_key AFTER INSERT ON ingest_key BEGIN
            INSERT INTO audit VALUES (NULL, {Now}, 'admin', 'ingest-key add', NEW.id || ' of ' || NEW.holder, 'done');
        END;
        CREATE TRIGGER audit_client AFTER INSERT ON client BEGIN
            INSERT INTO audit VALUES (NULL, {Now}, 'admin', 'client add', NEW.id, 'done');
        END;
        CREATE TRIGGER audit_grant AFTER INSERT ON refresh_grant BEGIN
            INSERT INTO audit SELECT NULL, {Now}, 'admin', 'token add', 'account ' || NEW.account || ' to ' || client || ' for ' || user, 'done'
                FROM refresh_token WHERE hash = NEW.hash;
        END;
        CREATE TRIGGER audit_revoked AFTER DELETE ON refresh_grant BEGIN
            INSERT INTO audit SELECT NULL, {Now}, 'admin', 'token revoke', 'account ' || OLD.account || ' to ' || client || ' for ' || user, 'done'
                FROM refresh_token WHERE hash = OLD.hash;
        END;
        CREATE TRIGGER audit_access_token AFTER INSERT ON access_token BEGIN
            INSERT INTO audit SELECT NULL, {Now}, client, 'access token issue', user, 'done'
                FROM refresh_token WHERE hash = NEW.refresh_hash;
        END;
        CREATE TRIGGER audit_subscription_made AFTER INSERT ON subscription BEGIN
            INSERT INTO audit VALUES (
                NULL, NEW.created, NEW.client || ' for ' || NEW.user, 'subscription create', NEW.id, 'done');
        END;
        CREATE TRIGGER audit_subscription_changed AFTER UPDATE OF notes, changes ON subscription
            WHEN NEW.notes <> OLD.notes OR NEW.changes <> OLD.changes BEGIN
            INSERT INTO audit VALUES (
                NULL, {Now}, NEW.client || ' for ' || NEW.user, 'subscription update', NEW.id, 'done');
        END;
        CREATE TRIGGER audit_subscription_asked AFTER UPDATE OF asked_again ON subscription BEGIN
            INSERT INTO audit VALUES (
                NULL, NEW.asked_again, NEW.client || ' for ' || NEW.user, 'confirmation resend', NEW.id, 'done');
        END;
        CREATE TRIGGER audit_subscription_moved AFTER UPDATE OF status ON subscription WHEN NEW.status <> OLD.status BEGIN
            INSERT INTO audit VALUES (
                NULL, {Now},
                CASE WHEN NEW.status = 4 OR (NEW.status = 3 AND OLD.status = 7) THEN NEW.client || ' for ' || NEW.user
                    WHEN NEW.status = 3 AND NOT EXISTS (SELECT 1 FROM stream_roles WHERE subscription = NEW.id)
                        THEN 'holder of the confirmation'
                    ELSE 'service' END,
                'subscription status', NEW.id, {Status});
        END;
        """;

    /// <summary>The same for replays, which a later version has brought.</summary>
    public const string OfReplays = """
        CREATE TRIGGER audit_replay_made AFTER INSERT ON replay BEGIN
            INSERT INTO audit SELECT NULL, NEW.created, client || ' for ' || user, 'replay', NEW.id || ' of ' || NEW.subscription, 'done'
                FROM subscription WHERE id = NEW.subscription;
        END;
        CREATE TRIGGER audit_replay_canceled AFTER UPDATE OF status ON replay WHEN NEW.status = 4 AND OLD.status <> 4 BEGIN
            INSERT INTO audit SELECT NULL, NEW.updated, client || ' for ' || user, 'replay cancel', NEW.id || ' of ' || NEW.subscription, 'done'
                FROM subscription WHERE id = NEW.subscription;
        END;
        """;

    /// <summary>The same for what users of external issuers are granted, which a still later version has brought.</summary>
    public const string OfGrants = $"""
        CREATE TRIGGER audit_issuer_grant AFTER INSERT ON issuer_grant BEGIN
            INSERT INTO audit VALUES (NULL, {Now}, 'admin', 'grant add',
                'account ' || NEW.account || ' to ' || IIF(NEW.client = '', 'any client', NEW.client) || ' of ' || NEW.issuer || ' for ' || NEW.user, 'done');
        END;
        CREATE TRIGGER audit_issuer_grant_removed AFTER DELETE ON issuer_grant BEGIN
            INSERT INTO audit VALUES (NULL, {Now}, 'admin', 'grant remove',
                'account ' || OLD.account || ' to ' || IIF(OLD.client = '', 'any client', OLD.client) || ' of ' || OLD.issuer || ' for ' || OLD.user, 'done');
        END;
        """;
}
