using Microsoft.AspNetCore.Http;
using Millrace.App.Settings;
using Millrace.Server.Api;
using Millrace.Server.Http;
using Millrace.Unit.Server;

namespace Millrace.Unit.Fuzzing;

/// <summary>Small bodies that the service reads: subscriptions, forms, and the file of a deployment.</summary>
public sealed class ServerFuzzTests
{
    [Fact]
    public void The_body_of_a_subscription_is_read_or_refused() =>
        FuzzRun.Play(
            "subscription bodies",
            [
                .. KnownCall
                    .All.Where(call => call.Body.StartsWith('{'))
                    .Select(call => System.Text.Encoding.UTF8.GetBytes(call.Body)),
            ],
            [.. FuzzRun.Json, .. FuzzRun.Words("\"destination\":", "\"notes\":", "\"sqsDestination\":", "\"\\u0073tatus\":")],
            bytes =>
            {
                var (document, refusal) = Bodies.ReadJsonAsync(Context(bytes, "application/json")).GetAwaiter().GetResult();
                if (document is null)
                {
                    refusal!.Status.ShouldBe(400);
                    return FuzzAnswer.Refused(System.Text.Encoding.UTF8.GetString(refusal.Body));
                }

                using (document)
                {
                    var create = SubscriptionJson.ReadCreate(document.RootElement, out var fault);
                    var update = SubscriptionJson.ReadUpdate(document.RootElement, out var other);
                    return new(fault is null || other is null, $"{create} {fault} {update} {other}");
                }
            }
        );

    [Fact]
    public void A_form_is_read_or_refused() =>
        FuzzRun.Play(
            "forms",
            FuzzRun.Words(
                "grant_type=refresh_token&refresh_token=Atzr%7Cx&client_id=c&client_secret=y",
                string.Join('&', Enumerable.Range(0, 64).Select(number => $"a{number}=b"))
            ),
            FuzzRun.Words("&", "=", "%", "%00", "%ff", "%u0041", "+", "client_id=", "&&&&"),
            bytes =>
            {
                try
                {
                    var form = Bodies.ReadFormAsync(Context(bytes, "application/x-www-form-urlencoded")).GetAwaiter().GetResult();
                    return FuzzAnswer.Read(string.Join('\n', form!.Select(field => $"{field.Key}={field.Value}")));
                }
                catch (BadBodyException fault)
                {
                    return FuzzAnswer.Refused(fault.Message);
                }
            }
        );

    [Fact]
    public void The_file_of_a_deployment_is_read_or_refused() =>
        FuzzRun.Play(
            "deployment files",
            FuzzRun.Words(
                """
                {"realms":{"NA":{"hosts":["na.example.com"],"publicUrl":"https://na.example.com"},"FE":{"hosts":["127.0.0.1:8703"],"listen":"https://127.0.0.1:8703"}},
                 "topics":{"prefix":"Own","publishers":{"sp-traffic":{"NA":"111122223333"}}},
                 "tls":{"certificate":"/c.pem","key":"/k.pem"},"trustedProxies":["10.0.0.0/8","192.0.2.7","::1/128"]}
                """
            ),
            [
                .. FuzzRun.Json,
                .. FuzzRun.Words(
                    "//",
                    "/*",
                    "\"realms\":",
                    "\"hosts\":null",
                    "\"NA\":null",
                    "/33",
                    "https://",
                    "\"tls\":{\"dev\":true}"
                ),
            ],
            bytes =>
            {
                try
                {
                    return FuzzAnswer.Read($"{DeploymentFile.Read("file", bytes).Realms.Count}");
                }
                catch (InvalidDataException fault)
                {
                    return FuzzAnswer.Refused(fault.Message);
                }
            }
        );

    private static DefaultHttpContext Context(byte[] body, string type)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = type;
        context.Request.Body = new MemoryStream(body);
        return context;
    }
}
