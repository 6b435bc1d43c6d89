using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SQS;
using Millrace.Unit.Sandbox.StandIns;

namespace Millrace.Unit.Sandbox.Roles;

/// <summary>What the stand-in for STS does, asked by the AWS SDK, and what the others know of it.</summary>
public sealed class RoleTests(StandInRig rig) : IClassFixture<StandInRig>
{
    private const string RoleArn = "arn:aws:iam::123456789012:role/path/writer";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assumed_role_is_who_its_credentials_say()
    {
        using var sts = rig.Sts();
        var assumed = await sts.AssumeRoleAsync(Request("who"), Cancellation);

        using var asRole = rig.Sts(assumed.Credentials);
        var identity = await asRole.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Cancellation);

        identity.Arn.ShouldBe("arn:aws:sts::123456789012:assumed-role/writer/who");
        identity.Account.ShouldBe("123456789012");
        identity.UserId.ShouldBe(assumed.AssumedRoleUser.AssumedRoleId);
        identity.UserId.ShouldEndWith(":who");
        assumed
            .Credentials.Expiration!.Value.ToUniversalTime()
            .ShouldBe(rig.Time.GetUtcNow().UtcDateTime.AddHours(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Keys_that_nobody_handed_out_are_those_of_the_account()
    {
        using var sts = rig.Sts();

        var identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Cancellation);

        identity.Arn.ShouldBe("arn:aws:iam::000000000000:root");
    }

    [Fact]
    public async Task Session_shows_its_tags_and_its_external_id_but_no_secret()
    {
        using var sts = rig.Sts();
        var request = Request("tagged");
        request.ExternalId = "partner-7";
        request.Tags = [new Tag { Key = "dataset", Value = "sp-traffic" }];

        var assumed = await sts.AssumeRoleAsync(request, Cancellation);

        var roles = await rig.RolesAsync();
        var session = roles
            .GetProperty("sessions")
            .EnumerateArray()
            .Single(one => one.GetProperty("arn").GetString()!.EndsWith("/tagged"));
        session.GetProperty("external_id").GetString().ShouldBe("partner-7");
        session.GetProperty("tags").GetProperty("dataset").GetString().ShouldBe("sp-traffic");
        roles.ToString().ShouldNotContain(assumed.Credentials.SecretAccessKey);
    }

    [Fact]
    public async Task Declared_role_wants_its_external_id_and_may_forbid_tags()
    {
        using var sts = rig.Sts();
        const string arn = "arn:aws:iam::123456789012:role/strict";
        await rig.RoleAsync(
            new
            {
                arn,
                external_id = "right",
                allows_tags = false,
            }
        );
        AssumeRoleRequest With(string? id, params List<Tag> tags) =>
            new()
            {
                RoleArn = arn,
                RoleSessionName = "strict",
                ExternalId = id,
                Tags = tags,
            };

        await RefusedAsync(sts, With(null), "AccessDenied");
        await RefusedAsync(sts, With("wrong"), "AccessDenied");
        await RefusedAsync(sts, With("right", new Tag { Key = "a", Value = "b" }), "AccessDenied");
        await sts.AssumeRoleAsync(With("right"), Cancellation);
    }

    [Fact]
    public async Task Parameters_out_of_their_bounds_are_refused()
    {
        using var sts = rig.Sts();
        var request = Request("x y");
        await RefusedAsync(sts, request, "ValidationError");
        request = Request("fine");
        // From a variable: the SDK's analyzer sees constants that are out of bounds.
        var seconds = 60;
        request.DurationSeconds = seconds;
        await RefusedAsync(sts, request, "ValidationError");
        request = Request("fine");
        request.RoleArn = "arn:aws:iam::123456789012:user/someone";
        await RefusedAsync(sts, request, "ValidationError");
    }

    [Fact]
    public async Task Credentials_are_known_to_queues_objects_and_streams_and_their_signatures_verified()
    {
        using var sts = rig.Sts();
        var good = (await sts.AssumeRoleAsync(Request("known"), Cancellation)).Credentials;
        AWSCredentials[] bad =
        [
            new SessionAWSCredentials(good.AccessKeyId, "another secret", good.SessionToken),
            new SessionAWSCredentials(good.AccessKeyId, good.SecretAccessKey, "another token"),
            new SessionAWSCredentials("ASIAUNKNOWN", good.SecretAccessKey, good.SessionToken),
        ];

        using (var s3 = rig.S3(good))
        {
            await s3.PutBucketAsync("of-a-role", Cancellation);
            await s3.PutObjectAsync(
                new()
                {
                    BucketName = "of-a-role",
                    Key = "a b/ü?",
                    ContentBody = "x",
                },
                Cancellation
            );
            await s3.ListObjectsV2Async(new() { BucketName = "of-a-role", Prefix = "a b/" }, Cancellation);
        }

        using (var sqs = Sqs(good))
        {
            var url = (await sqs.CreateQueueAsync("of-a-role", Cancellation)).QueueUrl;
            await sqs.SendMessageAsync(url, "Grüße", Cancellation);
        }

        foreach (var credentials in bad)
        {
            using var s3 = rig.S3(credentials);
            using var sqs = Sqs(credentials);
            using var asRole = rig.Sts(credentials);
            (await Should.ThrowAsync<AmazonS3Exception>(() => s3.ListBucketsAsync(Cancellation))).ErrorCode.ShouldBe(
                "InvalidAccessKeyId"
            );
            (await Should.ThrowAsync<AmazonSQSException>(() => sqs.CreateQueueAsync("x", Cancellation))).ErrorCode.ShouldBe(
                "InvalidClientTokenId"
            );
            await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() =>
                asRole.GetCallerIdentityAsync(new(), Cancellation)
            );
        }
    }

    [Fact]
    public async Task Credentials_outlive_a_restart_and_end_when_they_are_said_to()
    {
        await using var own = new StandInRig();
        await own.InitializeAsync();
        using var sts = own.Sts();
        var request = Request("ending");
        request.DurationSeconds = 900;
        var credentials = (await sts.AssumeRoleAsync(request, Cancellation)).Credentials;
        await own.RestartAsync();
        using var s3 = own.S3(credentials);
        await s3.ListBucketsAsync(Cancellation);

        own.Time.Advance(TimeSpan.FromMinutes(15));

        (await Should.ThrowAsync<AmazonS3Exception>(() => s3.ListBucketsAsync(Cancellation))).ErrorCode.ShouldBe("ExpiredToken");
    }

    [Fact]
    public async Task Rule_denies_a_role_by_its_name()
    {
        using var sts = rig.Sts();
        await rig.FaultAsync(
            new
            {
                service = "sts",
                resource = "denied",
                deny = 1,
            }
        );
        var request = Request("denied");
        request.RoleArn = "arn:aws:iam::123456789012:role/denied";

        await RefusedAsync(sts, request, "AccessDenied");
        await sts.AssumeRoleAsync(Request("allowed"), Cancellation);
    }

    private static AssumeRoleRequest Request(string session) => new() { RoleArn = RoleArn, RoleSessionName = session };

    private AmazonSQSClient Sqs(AWSCredentials credentials) =>
        new(
            credentials,
            new AmazonSQSConfig
            {
                ServiceURL = rig.Address.ToString(),
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            }
        );

    private static async Task RefusedAsync(AmazonSecurityTokenServiceClient sts, AssumeRoleRequest request, string code) =>
        (
            await Should.ThrowAsync<AmazonSecurityTokenServiceException>(() => sts.AssumeRoleAsync(request, Cancellation))
        ).ErrorCode.ShouldBe(code);
}
