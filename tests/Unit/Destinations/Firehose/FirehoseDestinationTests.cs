using Millrace.Runtime.Ports;
using Millrace.Unit.Destinations.Sqs;

namespace Millrace.Unit.Destinations.Firehose;

/// <summary>Delivery to the sandbox's stand-in for Firehose, which verifies signatures of the roles that it hands out.</summary>
public sealed class FirehoseDestinationTests
{
    [Theory]
    [InlineData(false, """{"a":"Grüße"}{"b":"\"\\"}""")]
    [InlineData(true, "{\"a\":\"Grüße\"}\n{\"b\":\"\\\"\\\\\"}\n")]
    public async Task Records_land_byte_for_byte_with_line_feeds_only_where_wanted(bool newline, string expected)
    {
        await using var rig = await FirehoseRig.StartAsync(newline);

        (await rig.DeliverAsync("""{"a":"Grüße"}""", """{"b":"\"\\"}""")).ShouldAllBe(one => one is DeliveryOutcome.Delivered);

        (await rig.ObjectAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Role_is_told_client_subscription_and_dataset()
    {
        await using var rig = await FirehoseRig.StartAsync();
        await rig.DeliverAsync("{}");

        var session = (await rig.StandIns.RolesAsync()).GetProperty("sessions").EnumerateArray().ShouldHaveSingleItem();

        session.GetProperty("arn").GetString().ShouldBe("arn:aws:sts::000000000000:assumed-role/writer/amzn1.fead.cs1.example");
        session.GetProperty("external_id").GetString().ShouldBe("client-7");
        session.GetProperty("tags").GetProperty("subscriptionId").GetString().ShouldBe("amzn1.fead.cs1.example");
        session.GetProperty("tags").GetProperty("dataSetId").GetString().ShouldBe("sp-traffic");
    }

    [Fact]
    public async Task One_session_serves_many_calls_and_is_renewed_when_it_has_ended()
    {
        await using var rig = await FirehoseRig.StartAsync();
        (await rig.DeliverAsync("1,"))[0].ShouldBeDelivered();
        (await rig.DeliverAsync("2,"))[0].ShouldBeDelivered();
        (await rig.StandIns.RolesAsync()).GetProperty("sessions").GetArrayLength().ShouldBe(1);

        rig.StandIns.Time.Advance(TimeSpan.FromHours(1));
        (await rig.DeliverAsync("3,"))[0].ShouldBeDelivered();

        (await rig.StandIns.RolesAsync()).GetProperty("sessions").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Record_that_fails_goes_again_alone()
    {
        await using var rig = await FirehoseRig.StartAsync();
        await rig.StandIns.FaultAsync(
            new
            {
                service = "firehose",
                resource = "deltas",
                fail_entries = 1,
                times = 2,
            }
        );

        var outcomes = await rig.DeliverAsync("1,", "2,", "3,");

        outcomes[0].ShouldGoAgain("ServiceUnavailableException");
        outcomes[1].ShouldGoAgain("ServiceUnavailableException");
        outcomes[2].ShouldBeDelivered();
        (await rig.DeliverAsync("1,", "2,")).ShouldAllBe(one => one is DeliveryOutcome.Delivered);
        (await rig.ObjectAsync()).ShouldBe("3,1,2,");
    }

    [Fact]
    public async Task More_bytes_than_a_call_takes_go_in_several()
    {
        await using var rig = await FirehoseRig.StartAsync();
        var large = new string('x', 1_000_000);

        (await rig.DeliverAsync([.. Enumerable.Repeat(large, 9)])).ShouldAllBe(one => one is DeliveryOutcome.Delivered);

        (await rig.ObjectAsync()).Length.ShouldBe(9_000_000);
    }

    [Fact]
    public async Task Record_beyond_the_bound_is_refused_alone()
    {
        await using var rig = await FirehoseRig.StartAsync();

        var outcomes = await rig.DeliverAsync("small", new string('x', 1_024_000));

        outcomes[0].ShouldBeDelivered();
        outcomes[1].ShouldBeRefused("1024000");
        (await rig.DeliverAsync(new string('x', 1_023_999)))[0].ShouldBeDelivered();
        rig.MessagesMax.ShouldBe(500);
    }

    [Fact]
    public async Task Missing_stream_is_refused_until_it_is_there()
    {
        await using var rig = await FirehoseRig.StartAsync(hasStream: false);
        (await rig.DeliverAsync("1"))[0].ShouldBeRefused("does not exist");
        (await rig.CheckAsync()).ShouldBeRefused("does not exist");

        await rig.StandIns.StreamAsync("deltas", "lake");

        (await rig.CheckAsync()).ShouldBeDelivered();
        (await rig.DeliverAsync("1"))[0].ShouldBeDelivered();
    }

    [Theory]
    [InlineData("firehose", "deltas", "throttle", "ServiceUnavailableException", true)]
    [InlineData("firehose", "deltas", "deny", "AccessDeniedException", false)]
    [InlineData("firehose", "deltas", "drop", "could not be reached", true)]
    [InlineData("sts", "writer", "throttle", "Throttling", true)]
    [InlineData("sts", "writer", "deny", "AccessDenied", false)]
    [InlineData("sts", "writer", "drop", "could not be reached", true)]
    public async Task Faults_of_the_call_and_of_the_role_are_told_apart(
        string service,
        string resource,
        string fault,
        string why,
        bool passes
    )
    {
        await using var rig = await FirehoseRig.StartAsync();
        await rig.StandIns.FaultAsync(
            new Dictionary<string, object>
            {
                ["service"] = service,
                ["resource"] = resource,
                [fault] = 1,
            }
        );

        var outcomes = await rig.DeliverAsync("1", "2");

        foreach (var outcome in outcomes.Append(await rig.CheckAsync()))
        {
            if (passes)
            {
                outcome.ShouldGoAgain(why);
            }
            else
            {
                outcome.ShouldBeRefused(why);
            }
        }
    }

    [Fact]
    public async Task Call_that_is_done_and_not_answered_goes_again()
    {
        await using var rig = await FirehoseRig.StartAsync(timeout: TimeSpan.FromSeconds(2));
        await rig.StandIns.FaultAsync(
            new
            {
                service = "firehose",
                resource = "deltas",
                time_out = 1,
                times = 1,
            }
        );

        (await rig.DeliverAsync("twice,"))[0].ShouldGoAgain("no answer within 2 s");
        (await rig.DeliverAsync("twice,"))[0].ShouldBeDelivered();

        (await rig.ObjectAsync()).ShouldBe("twice,twice,");
    }

    [Theory]
    [InlineData(FirehoseRig.WriterRole)]
    [InlineData(FirehoseRig.SubscriberRole)]
    public async Task Stream_is_entered_only_where_both_roles_admit_the_client(string role)
    {
        await using var rig = await FirehoseRig.StartAsync();
        (await rig.CheckAsync()).ShouldBeDelivered();

        await rig.StandIns.RoleAsync(new { arn = role, external_id = "another-client" });
        await using var other = rig.OpenAgain();

        (await other.CheckAsync(TestContext.Current.CancellationToken)).ShouldBeRefused("AccessDenied");
        await rig.StandIns.RoleAsync(new { arn = role, external_id = "client-7" });
        (await other.CheckAsync(TestContext.Current.CancellationToken)).ShouldBeDelivered();
    }
}
