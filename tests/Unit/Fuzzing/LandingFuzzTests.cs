using System.Text;
using Millrace.Landing.Confirming;
using Millrace.Landing.Records;
using Millrace.Unit.Landing;

namespace Millrace.Unit.Fuzzing;

/// <summary>Bodies of queues: records, documents, confirmations, envelopes; each is read or kept with a reason.</summary>
public sealed class LandingFuzzTests
{
    private static readonly byte[][] Words =
    [
        .. FuzzRun.Json,
        .. FuzzRun.Words(
            "\"Type\":\"Notification\"",
            "\"Message\":",
            "\"idempotency_id\":",
            "\"dataset_id\":\"sp-traffic\"",
            "\"message_type\":",
            "{\"Type\":\"SubscriptionConfirmation\"",
            "2026-13-45T99:99:99Z",
            "9223372036854775808"
        ),
    ];

    /// <summary>One for all: what it remembers of earlier bodies changes no answer.</summary>
    private readonly RecordBatch batch = new();

    private static readonly AllowedHosts Hosts = new([SnsSigner.Host, "127.0.0.1:9000"]);

    [Fact]
    public void A_body_is_read_or_kept_with_its_reason() =>
        FuzzRun.Play(
            "landing bodies",
            FuzzRun.Words(
                LandingRig.Record(LandingRig.Id(1)),
                $"[{LandingRig.Record(LandingRig.Id(2))},{DocumentMaker.Campaign("1", 1)}]",
                DocumentMaker.Campaign("2", 3),
                DocumentMaker.Usage("1", 5, 50, DateTime.UnixEpoch),
                new SnsSigner().Confirmation(),
                $$"""{"Type":"Notification","Message":{{System.Text.Json.JsonSerializer.Serialize(LandingRig.Record(LandingRig.Id(3)))}}}"""
            ),
            Words,
            ReadBody
        );

    [Fact]
    public void An_address_of_a_confirmation_is_allowed_only_where_it_leads_to_an_allowed_host() =>
        FuzzRun.Play(
            "confirmation addresses",
            FuzzRun.Words($"https://{SnsSigner.Host}/?Action=ConfirmSubscription", "http://127.0.0.1:9000/x.pem"),
            FuzzRun.Words(
                "@|:|/|\\|?|#|%|..|:443|:80|:9000|[::1]|0x7f.1|2130706433|127.1|localhost|evil.example|.evil.example|ſ|ｓ|ı|%2e|。|\t|\r\n|http://|https://|file://|sns.us-east-1.amazonaws.com".Split(
                    '|'
                )
            ),
            ReadAddress
        );

    /// <summary>The batch, which has a memory of forms, reads as the exact reader does.</summary>
    private FuzzAnswer ReadBody(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).Replace('\ufffd', '\udc00');
        var message = new LandingMessage(LandingRig.Queue, "m", text);
        var body = BodyReader.Read(message);
        batch.Read([new(LandingRig.Queue, "n", LandingRig.Record(LandingRig.Id(9))), message], 0, 2);
        var unreadable = body.Unreadable.Count + (body.Confirmation is null ? 0 : 1);
        (batch.Entries.Count - 1, batch.Unreadable.Count, batch.Freshness.Count).ShouldBe(
            (body.Rows.Count + body.Documents.Count, unreadable, body.Freshness.Count)
        );
        if (body.Confirmation is { } confirmation)
        {
            _ = confirmation.Canonical();
            _ = Hosts.Refuses("SubscribeURL", confirmation.SubscribeUrl, out _);
        }

        return unreadable > 0 && batch.Entries.Count == 1
            ? FuzzAnswer.Refused(body.Unreadable.FirstOrDefault()?.Reason ?? "confirmation")
            : FuzzAnswer.Read($"{batch.Entries.Count} {batch.Unreadable.Count}");
    }

    private static FuzzAnswer ReadAddress(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (Hosts.Refuses("SubscribeURL", text, out var address) is { } why)
        {
            return FuzzAnswer.Refused(why);
        }

        // As the connection is made, and not as it is written.
        (address!.IdnHost, address.Port, address.Scheme, address.UserInfo).ShouldBeOneOf(
            (SnsSigner.Host, 443, "https", ""),
            ("127.0.0.1", 9000, "http", ""),
            ("127.0.0.1", 9000, "https", "")
        );
        return FuzzAnswer.Read(address.AbsoluteUri);
    }
}
