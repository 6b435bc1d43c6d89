using System.Text;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Projections;
using Millrace.Engine.Time;
using Millrace.Landing;

namespace Millrace.Unit.Landing;

/// <summary>What the landing keeps of the messages that say through when a dataset is complete.</summary>
public sealed class FreshnessLandingTests : IAsyncLifetime
{
    private const long Hour = 3600;
    private static readonly long Eight = new DateTimeOffset(2026, 7, 13, 8, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private LandingRig rig = null!;

    public async ValueTask InitializeAsync() => rig = await LandingRig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task The_latest_of_each_account_and_dataset_is_kept_whatever_the_order()
    {
        var outcome = await rig.LandAsync(
            Message("ADV1", Eight),
            LandingRig.Record(LandingRig.Id(1)),
            Message("ADV1", Eight - Hour),
            Message("ADV2", Eight),
            Message("ADV1", Eight, "sb-traffic")
        );
        outcome.ShouldBe(new StoreOutcome(1, 0, 0, 4));
        await rig.LandAsync(Message("ADV2", Eight + Hour));
        await rig.LandAsync(Message("ADV2", Eight), Message("ADV2", Eight + Hour));
        await rig.LandAsync(Message("ADV2", Eight));
        await rig.ReopenAsync();

        (await TableAsync()).ShouldBe([
            "sb-traffic ADV1 MKT 2026-07-13T13:45:00+05:45 2026-07-13 08:00:00",
            "sp-traffic ADV1 MKT 2026-07-13T13:45:00+05:45 2026-07-13 08:00:00",
            "sp-traffic ADV2 MKT 2026-07-13T14:45:00+05:45 2026-07-13 09:00:00",
        ]);
        (await rig.ReasonsAsync()).ShouldBeEmpty();
        (
            await rig.AskAsync("SELECT count(*) FROM millrace.freshness WHERE received_at = TIMESTAMP '2026-07-13 08:00:00'")
        ).ShouldBe(["3"]);
    }

    [Theory]
    [InlineData("sp-traffic")]
    [InlineData("campaigns")]
    public async Task Test_message_leaves_no_trace(string dataset)
    {
        var test = Encoding.UTF8.GetString(TestMessage.Write(dataset, "s1", "m1", DateTimeOffset.UnixEpoch));

        var outcome = await rig.LandAsync(test, $"[{LandingRig.Record(LandingRig.Id(1))},{test}]");

        outcome.ShouldBe(new StoreOutcome(1, 0, 0, 0));
        (await rig.ReasonsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task In_an_array_and_in_an_envelope_it_is_read_too_and_fields_of_tomorrow_are_passed_over()
    {
        var grown = Message("ADV1", Eight).Replace("{", "{\"a_field_of_tomorrow\":[1],", StringComparison.Ordinal);
        await rig.LandAsync($"[{LandingRig.Record(LandingRig.Id(1))},{grown}]");
        var text = System.Text.Json.JsonSerializer.Serialize(Message("ADV2", Eight));
        await rig.LandAsync($"{{\"Type\":\"Notification\",\"Message\":{text}}}");

        (await TableAsync()).Count.ShouldBe(2);
        (await rig.ReasonsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_read_is_kept_with_its_reason()
    {
        var whole = Message("ADV1", Eight);
        await rig.LandAsync(
            whole.Replace("2026-07-13T13:45:00+05:45", "soon", StringComparison.Ordinal),
            whole.Replace("\"advertiser_id\"", "\"advertiser\"", StringComparison.Ordinal),
            whole.Replace("\"MKT\"", "null", StringComparison.Ordinal)
        );

        (await rig.ReasonsAsync()).ShouldBe(
            [
                "complete_through is not a time with an offset, such as 2022-02-01T10:00:00-08:00.",
                "advertiser_id is missing.",
                "marketplace_id is null.",
            ],
            ignoreOrder: true
        );
        (await TableAsync()).ShouldBeEmpty();
    }

    private static string Message(string advertiser, long through, string dataset = "sp-traffic")
    {
        AccountZone.TryFind("Asia/Kathmandu", out var zone).ShouldBeTrue();
        var account = new EventAccount(1, advertiser, "MKT", "NPR", zone);
        return Encoding.UTF8.GetString(FreshnessRecord.Render(Guid.Empty, dataset, account, through));
    }

    private Task<IReadOnlyList<string>> TableAsync() =>
        rig.AskAsync(
            """
            SELECT concat_ws(' ', dataset_id, advertiser_id, marketplace_id, complete_through, complete_at::VARCHAR)
            FROM millrace.freshness ORDER BY ALL
            """
        );
}
