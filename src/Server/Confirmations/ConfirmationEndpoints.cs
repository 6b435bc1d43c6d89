using System.Text;
using Microsoft.AspNetCore.Http;

namespace Millrace.Server.Confirmations;

/// <summary>
/// ConfirmSubscription as SNS has it: the SubscribeURL is followed by GET, or a client posts the Query form (contract, 2.3).
/// </summary>
internal sealed class ConfirmationEndpoints(ServerServices services)
{
    private const string Namespace = "http://sns.amazonaws.com/doc/2010-03-31/";

    public async Task ConfirmAsync(HttpContext context)
    {
        Func<string, string> field;
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var form = await SmallBody.ReadFormAsync(context);
            field = name => form[name].ToString();
        }
        else
        {
            field = name => context.Request.Query[name].ToString();
        }

        if (field("Action") != "ConfirmSubscription")
        {
            await RefuseAsync(context, "InvalidAction", "The only action here is ConfirmSubscription.");
            return;
        }

        var (topic, token) = (field("TopicArn"), field("Token"));
        if (topic.Length == 0 || token.Length == 0)
        {
            await RefuseAsync(context, "InvalidParameter", "Invalid parameter: TopicArn and Token are both needed.");
            return;
        }

        var answer = await services.Subscriptions.ConfirmAsync(topic, token, context.RequestAborted);
        if (!answer.IsDone)
        {
            await RefuseAsync(context, "InvalidParameter", $"Invalid parameter: {answer.Fault.Message}");
            return;
        }

        // ARN and UUID hold nothing that XML would have to escape.
        await WriteAsync(
            context,
            200,
            $"<ConfirmSubscriptionResponse xmlns=\"{Namespace}\">\n  <ConfirmSubscriptionResult>\n    <SubscriptionArn>{answer.Value.SubscriptionArn}</SubscriptionArn>\n"
                + $"  </ConfirmSubscriptionResult>\n  <ResponseMetadata>\n    <RequestId>{services.NextRequestId()}</RequestId>\n  </ResponseMetadata>\n</ConfirmSubscriptionResponse>\n"
        );
    }

    /// <summary>The certificate that the confirmations are signed with.</summary>
    public Task CertificateAsync(HttpContext context)
    {
        var isOurs =
            (string?)context.Request.RouteValues["certificate"]
            == $"SimpleNotificationService-{services.Signer.CertificateName}.pem";
        if (!isOurs)
        {
            throw ApiError.NotFound("No such certificate.");
        }

        context.Response.ContentType = "application/x-pem-file";
        return context.Response.WriteAsync(services.Signer.CertificatePem);
    }

    private Task RefuseAsync(HttpContext context, string code, string message) =>
        WriteAsync(
            context,
            400,
            $"<ErrorResponse xmlns=\"{Namespace}\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n    <Message>{message}</Message>\n"
                + $"  </Error>\n  <RequestId>{services.NextRequestId()}</RequestId>\n</ErrorResponse>\n"
        );

    private static async Task WriteAsync(HttpContext context, int status, string xml)
    {
        var bytes = Encoding.UTF8.GetBytes(xml);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }
}
