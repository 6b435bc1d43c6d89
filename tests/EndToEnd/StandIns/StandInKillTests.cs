using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Millrace.EndToEnd.Processes;

namespace Millrace.EndToEnd.StandIns;

/// <summary>kill -9 of the real sandbox process: what it answered as done is there afterwards.</summary>
public sealed class StandInKillTests
{
    private const string StreamArn = "arn:aws:firehose:us-east-1:000000000000:deliverystream/deltas";
    private const string Bucket = "millrace-streams";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_credentials_and_records_that_wait_outlive_a_kill()
    {
        var folder = Directory.CreateTempSubdirectory("millrace-kill-");
        try
        {
            AWSCredentials role;
            await using (var first = await StartAsync(folder))
            {
                role = await AssumeAsync(first.Address);
                using var s3 = S3(first.Address, role);
                await s3.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = Bucket,
                        Key = "put",
                        ContentBody = "kept",
                    },
                    Cancel
                );
                await PutRecordAsync(first.Address, "waiting");
                await first.KillAsync();
            }

            await using var second = await StartAsync(folder);
            using var after = S3(second.Address, role);
            (await TextAsync(after, "put")).ShouldBe("kept");
            var keys = await KeysAsync(after);
            for (var poll = 0; poll < 120 && keys.Count < 2; poll++)
            {
                await Task.Delay(250, Cancel);
                keys = await KeysAsync(after);
            }

            (await TextAsync(after, keys.Single(key => key != "put"))).ShouldBe("waiting");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<MillraceProcess> StartAsync(DirectoryInfo folder) =>
        MillraceProcess.StartAsync("sandbox", "--data", folder.FullName, "--listen", "http://127.0.0.1:0", "--stream", StreamArn);

    private static async Task<AWSCredentials> AssumeAsync(Uri address)
    {
        using var sts = new AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials("AKIAEXAMPLE", "secret"),
            new AmazonSecurityTokenServiceConfig { ServiceURL = address.ToString(), AuthenticationRegion = "us-east-1" }
        );
        var request = new AssumeRoleRequest { RoleArn = "arn:aws:iam::000000000000:role/reader", RoleSessionName = "tests" };
        return (await sts.AssumeRoleAsync(request, Cancel)).Credentials;
    }

    private static AmazonS3Client S3(Uri address, AWSCredentials role) =>
        new(
            role,
            new AmazonS3Config
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
            }
        );

    private static async Task PutRecordAsync(Uri address, string text)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("X-Amz-Target", "Firehose_20150804.PutRecord");
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        request.Content = new StringContent($$"""{"DeliveryStreamName":"deltas","Record":{"Data":"{{data}}"} }""");
        using var answer = await http.SendAsync(request, Cancel);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<List<string>> KeysAsync(AmazonS3Client s3)
    {
        var found = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, Cancel);
        return [.. (found.S3Objects ?? []).Select(one => one.Key)];
    }

    private static async Task<string> TextAsync(AmazonS3Client s3, string key)
    {
        using var found = await s3.GetObjectAsync(Bucket, key, Cancel);
        using var text = new StreamReader(found.ResponseStream);
        return await text.ReadToEndAsync(Cancel);
    }
}
